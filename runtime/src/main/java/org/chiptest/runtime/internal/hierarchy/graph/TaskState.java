package org.chiptest.runtime.internal.hierarchy.graph;

/** What has become of a task; states only go forward ({@code docs/contract/host-workers.md#task-states-and-worker-types}). */
public enum TaskState {
    FREE(0),
    /** Waits for producers. */
    PENDING(1),
    /** Waits for idle children. */
    READY(2),
    RUNNING(3),
    /** Done, failed or skipped; its memory is still referred to. */
    COMPLETED(4),
    /** Nothing refers to it any more; its memory has gone back. */
    CONSUMED(5);

    private final int code;

    TaskState(int code) {
        this.code = code;
    }

    /** Return the number of this state in the contract. */
    int code() {
        return code;
    }
}
