package org.chiptest.runtime.internal.mailbox;

/**
 * Lay out the task mailbox in {@value #SIZE} bytes ({@code docs/contract/workers.md#task-mailbox}).
 *
 * <pre>
 *   0       4            8                 16                      1064            3840         4096
 *   +-------+------------+-----------------+-----------------------+---------------+------------+
 *   | state | error code | callable id     | call configuration    | arguments     | error text |
 *   | i32   | i32        | u64, low 32 bit | 1048 bytes (2.7)      | 2776 B (2.6)  | 256 bytes  |
 *   +-------+------------+-----------------+-----------------------+---------------+------------+
 *                        | control command | arg0   arg1   arg2   result
 *                        | u64             | u64@16 u64@24 u64@32 u64@40
 *                        +-----------------+-----------------------
 * </pre>
 *
 * The state is stored with release and loaded with acquire; everything else is plain memory that the state publishes. The
 * error text ends with a NUL byte.
 */
public final class MailboxDescriptor {

    public static final long STATE = 0;
    public static final long ERROR_CODE = 4;
    public static final long CALLABLE_ID = 8;
    public static final long CALL_CONFIG = 16;
    public static final long ARGS_BLOB = 1064;
    public static final long ARGS_BLOB_CAPACITY = 2776;
    public static final long ERROR_TEXT = 3840;
    public static final long ERROR_TEXT_SIZE = 256;

    public static final long CONTROL_COMMAND = 8;
    public static final long CONTROL_ARG0 = 16;
    public static final long CONTROL_ARG1 = 24;
    public static final long CONTROL_ARG2 = 32;
    public static final long CONTROL_RESULT = 40;

    public static final long SIZE = 4096;
    public static final long ALIGNMENT = 8;

    private MailboxDescriptor() {}
}
