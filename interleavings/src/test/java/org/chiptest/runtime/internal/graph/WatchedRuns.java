package org.chiptest.runtime.internal.graph;

import java.time.Duration;

/** Runs that a {@link Watchdog} gives up at any of its ticks, as a {@link Scheduler} has them. */
public final class WatchedRuns {

    private final Watchdog watchdog;

    /**
     * Watch runs.
     *
     * @param telling tells whoever waits for the run that it is lost
     */
    public WatchedRuns(Runnable telling) {
        watchdog = new Watchdog("watchdog", Duration.ofMillis(1).toNanos(), expired -> giveUp(telling));
    }

    private void giveUp(Runnable telling) {
        watchdog.giveUp(telling);
    }

    /** Do a run; false if it was given up meanwhile. */
    public boolean during(Runnable run) {
        watchdog.arm(Duration.ofMinutes(1));
        run.run();
        return watchdog.disarm();
    }
}
