package org.chiptest.runtime.internal.trb;

/** The error codes of tensormap_and_ringbuffer; {@code docs/contract/trb.md#error-codes}. A run returns them negated. */
enum ErrorCode {

    SCOPE_DEADLOCK(1),
    HEAP_RING_DEADLOCK(2),
    FLOW_CONTROL_DEADLOCK(3),
    DEP_POOL_OVERFLOW(4),
    INVALID_ARGS(5),
    REQUIRE_SYNC_START_INVALID(7),
    TENSOR_WAIT_TIMEOUT(8),
    EXPLICIT_ORCH_FATAL(9),
    SCHEDULER_TIMEOUT(100),
    ASYNC_COMPLETION_INVALID(101),
    ASYNC_WAIT_OVERFLOW(102),
    ASYNC_REGISTRATION_FAILED(103);

    final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    /** Name a code at the beginning of a message. */
    static String name(int code) {
        for (ErrorCode known : values()) {
            if (known.code == code) {
                return known + " (" + code + "), ";
            }
        }
        return "error " + code + ", ";
    }
}
