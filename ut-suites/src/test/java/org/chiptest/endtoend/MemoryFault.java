package org.chiptest.endtoend;

/** What code can do wrong with memory; {@code memory_fault.h} has the same numbers. */
enum MemoryFault {

    NONE(0, ""), WRITE_BEHIND_INPUT(1, "write_behind"), WRITE_BEFORE_INPUT(2, "write_before"),
    WRITE_BEHIND_OUTPUT(3, "write_behind"), WRITE_BEFORE_OUTPUT(4, "write_before"),
    WRITE_BEHIND_CREATED(5, "write_behind"),
    WRITE_BEFORE_CREATED(6, "write_before"), READ_BEHIND_INPUT(7, "read_behind"), READ_BEFORE_CREATED(8, "read_before"),
    USE_AFTER_FREE(9, "use_after_free"), STACK_OVERRUN(10, "overrun_stack"), SIGNED_OVERFLOW(11, "overflow"),
    MISALIGNED_LOAD(12, "load_misaligned"), ORCHESTRATION_WRITES_BEHIND_INPUT(13, "write_behind");

    private final long code;
    private final String function;

    MemoryFault(long code, String function) {
        this.code = code;
        this.function = function;
    }

    /** Return its number. */
    long code() {
        return code;
    }

    /** Return the C++ function that commits it. */
    String function() {
        return function;
    }
}
