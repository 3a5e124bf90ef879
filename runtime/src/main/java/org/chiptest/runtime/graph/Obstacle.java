package org.chiptest.runtime.graph;

/** What a caller of {@link Scheduler#await} waits for to go away. */
@FunctionalInterface
public interface Obstacle {

    /**
     * Tell whether it is worth to look again. Called by every thread that completes a task while the caller waits, so it only
     * reads what such threads may read.
     */
    boolean isGone();
}
