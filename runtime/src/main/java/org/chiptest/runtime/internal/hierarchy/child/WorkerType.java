package org.chiptest.runtime.internal.hierarchy.child;

/** Which children can run a task ({@code docs/contract/host-workers.md#task-states-and-worker-types}). */
public enum WorkerType {
    NEXT_LEVEL(0, "next-level worker"), SUB(1, "sub worker");

    private final int code;
    private final String text;

    WorkerType(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** Return the number of this type in the contract. */
    public int code() {
        return code;
    }

    /** Name one child of this type, for messages. */
    @Override
    public String toString() {
        return text;
    }
}
