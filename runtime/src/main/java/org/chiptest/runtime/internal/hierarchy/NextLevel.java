package org.chiptest.runtime.internal.hierarchy;

/** What the next-level children of a host worker are. Its level decides, and of the runtime only this class knows the numbers. */
public enum NextLevel {

    /** Chips: of the lowest level of host workers. */
    CHIPS(3),
    /** Workers of lower levels: of all levels above. */
    WORKERS(4);

    /** The highest level that a host worker can have. */
    static final int HIGHEST = 9;

    private final int lowest;

    NextLevel(int lowest) {
        this.lowest = lowest;
    }

    /** Return the lowest level of workers with such children. */
    public int lowest() {
        return lowest;
    }

    /**
     * Return the children of a worker of that level.
     *
     * @throws IllegalArgumentException if no host worker has it
     */
    public static NextLevel of(int level) {
        if (level < CHIPS.lowest || level > HIGHEST) {
            throw new IllegalArgumentException("level " + level + " not supported: a host worker has level "
                    + CHIPS.lowest + " to " + HIGHEST + "; level 2 is a ChipWorker");
        }
        return level < WORKERS.lowest ? CHIPS : WORKERS;
    }
}
