package org.chiptest.engine.internal.settings;

import java.util.Set;
import java.util.TreeSet;

/**
 * Say which levels a run is for.
 *
 * @param included levels to run; none means all
 * @param excluded levels not to run
 */
public record LevelChoice(Set<Integer> included, Set<Integer> excluded) {

    /** The level of one chip. */
    public static final int CHIP = 2;

    /** The level of one host with many chips. */
    public static final int HOST = 3;

    /** The levels that there are. */
    public static final Set<Integer> KNOWN = Set.of(CHIP, HOST);

    private static final String ALL = "all";

    public LevelChoice {
        included = Set.copyOf(included);
        excluded = Set.copyOf(excluded);
    }

    /** Include all levels. */
    public static LevelChoice all() {
        return new LevelChoice(Set.of(), Set.of());
    }

    /** Tell whether a level takes part. */
    public boolean includes(int level) {
        return (included.isEmpty() || included.contains(level)) && !excluded.contains(level);
    }

    /**
     * Parse a list such as {@code 2}, {@code !3} or {@code all}.
     *
     * @throws IllegalArgumentException if an entry names no level
     */
    static LevelChoice parse(String text) {
        Set<Integer> included = new TreeSet<>();
        Set<Integer> excluded = new TreeSet<>();
        for (String entry : text.split(",", -1)) {
            String trimmed = entry.strip();
            if (trimmed.equals(ALL)) {
                included.addAll(KNOWN);
                continue;
            }
            boolean exclude = trimmed.startsWith("!");
            int level = level(exclude ? trimmed.substring(1).strip() : trimmed);
            (exclude ? excluded : included).add(level);
        }
        return new LevelChoice(included.containsAll(KNOWN) ? Set.of() : included, excluded);
    }

    private static int level(String text) {
        return KNOWN.stream().filter(level -> level.toString().equals(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not a level; the levels are "
                        + String.join(", ", KNOWN.stream().sorted().map(String::valueOf).toList())
                        + ", with a ! before one to leave it out"));
    }
}
