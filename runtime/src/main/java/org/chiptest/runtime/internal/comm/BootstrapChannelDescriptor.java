package org.chiptest.runtime.internal.comm;

/**
 * Lay out how a chip's process tells its parent that it has started, in {@value #SIZE} bytes ({@code docs/contract/workers.md#bootstrap-channel}).
 *
 * <pre>
 *   0       4            8              12      16           24            32            64             3072         4096
 *   +-------+------------+--------------+-------+------------+-------------+-------------+--------------+------------+
 *   | state | error code | buffer count | steps | device ctx | window base | window size | buffer ptrs  | error text |
 *   | i32   | i32        | i32          | i32   | u64        | u64         | u64         | 376 of u64   | 1024 bytes |
 *   +-------+------------+--------------+-------+------------+-------------+-------------+--------------+------------+
 * </pre>
 *
 * The state is stored with release and loaded with acquire; everything else is plain memory that the state publishes. The error text ends
 * with a NUL byte. Before there is news, it is what the child is about to do, for a message; the number of such steps lies at 12.
 */
public final class BootstrapChannelDescriptor {

    public static final long STATE = 0;
    public static final long ERROR_CODE = 4;
    public static final long BUFFER_COUNT = 8;
    /** Ours, in bytes that the contract leaves. */
    public static final long STEPS = 12;
    public static final long DEVICE_CONTEXT = 16;
    public static final long WINDOW_BASE = 24;
    public static final long WINDOW_SIZE = 32;
    public static final long BUFFERS = 64;
    public static final long ERROR_TEXT = 3072;
    public static final long ERROR_TEXT_SIZE = 1024;
    public static final long SIZE = 4096;

    /** The most buffers that fit. */
    public static final int MAX_BUFFERS = 376;

    private BootstrapChannelDescriptor() {}
}
