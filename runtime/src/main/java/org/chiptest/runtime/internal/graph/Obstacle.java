package org.chiptest.runtime.internal.graph;

import org.jspecify.annotations.Nullable;

/** What a caller of {@link Scheduler#await} waits for to go away. */
@FunctionalInterface
public interface Obstacle {

    /**
     * Tell whether it is worth to look again. Called by every thread that completes a task while the caller waits, so it only
     * reads what such threads may read.
     */
    boolean isGone();

    /** Find what is in the way. Called by the waiting thread only. */
    @FunctionalInterface
    interface Search {

        /** Return what is in the way, or null if nothing is. */
        @Nullable
        Obstacle find();
    }
}
