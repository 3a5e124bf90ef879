package org.chiptest.runtime.hierarchy;

/** Which children can run a task (chapter 8.5 of the runtime specification). */
enum WorkerType {
    NEXT_LEVEL(0, "next-level worker"), SUB(1, "sub worker");

    private final int code;
    private final String text;

    WorkerType(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** Return the number of this type in the specification. */
    int code() {
        return code;
    }

    /** Name one child of this type, for messages. */
    @Override
    public String toString() {
        return text;
    }
}
