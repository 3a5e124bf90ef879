package org.chiptest.interleavings.schedule;

import java.time.Duration;
import java.util.Map;

/**
 * Something that several threads do, which must come out well however they take turns. Implementations are public, have a constructor
 * without parameters, and are loaded anew with all classes of the project: what they share with the caller are classes of the JDK and of this package.
 * Each run has an object of its own, whose constructor starts no threads and takes no locks.
 */
public interface Scenario {

    /** Do it, on a thread of its own that starts the others; whatever is thrown, by any thread, is a failure. */
    void run() throws Exception;

    /**
     * Return how far the clock may go ahead while no thread can run: a wait that needs more time than that never ends. With nothing, only
     * other threads end waits; so a wait that a look at the clock would have ended some day shows as what it is, a lost wake-up.
     */
    default Duration patience() {
        return Duration.ZERO;
    }

    /** Tell whether time may run out although other threads could run, as on a machine that is busy with something else. */
    default boolean timeRunsOut() {
        return false;
    }

    /** Return how many processors there seem to be. */
    default int processors() {
        return 2;
    }

    /** Tell whether waiting threads look a number of times before they sleep; that costs many steps. */
    default boolean spins() {
        return false;
    }

    /** Return which classes stand for others, by their names. */
    default Map<String, String> standIns() {
        return Map.of();
    }
}
