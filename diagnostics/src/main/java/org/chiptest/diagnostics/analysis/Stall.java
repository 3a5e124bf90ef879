package org.chiptest.diagnostics.analysis;

/**
 * What tasks or the orchestration of a run waited for.
 *
 * @param kind  what was waited for
 * @param nanos for how long, over all that waited
 * @param tasks how many waited
 * @param text  for people
 */
public record Stall(Kind kind, long nanos, long tasks, String text) {

    /** Name what can be waited for. */
    public enum Kind {

        /** A kernel that goes on: nothing waits but what depends on it. */
        RUNNING,

        /** Data that other tasks write. */
        DATA,

        /** An idle core. */
        CORE,

        /** Room in a ring, heap or pool. */
        RING,

        /** The condition of a task whose kernels have ended. */
        DEFERRED_CONDITION,

        /** Somebody to notice that a task can start. */
        SCHEDULER,

        /** The orchestration, which had not created the task, or does not go on. */
        ORCHESTRATOR
    }
}
