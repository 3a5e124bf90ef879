package org.chiptest.runtime.internal.comm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Lay out what a kernel knows about the ranks of its group: the C++ {@code CommContext} ({@code docs/contract/devices.md#communication-of-chips}).
 *
 * <pre>
 *   0            8                 16        20         24        32               544               1056
 *   +------------+-----------------+---------+----------+---------+----------------+-----------------+
 *   | work space | work space size | rank id | rank num | window  | windows in     | windows out     |
 *   | u64        | u64             | u32     | u32      | size u64| 64 of u64      | 64 of u64       |
 *   +------------+-----------------+---------+----------+---------+----------------+-----------------+
 * </pre>
 *
 * All addresses are those of the process that reads them. In simulation there is no work space, and windows in and out are the same.
 */
public final class CommContextDescriptor {

    public static final long WORK_SPACE = 0;
    public static final long WORK_SPACE_SIZE = 8;
    public static final long RANK_ID = 16;
    public static final long RANK_NUM = 20;
    public static final long WINDOW_SIZE = 24;
    public static final long WINDOWS_IN = 32;
    public static final long WINDOWS_OUT = 544;
    public static final long SIZE = 1056;
    public static final long ALIGNMENT = 8;

    /** The most ranks that a group can have. */
    public static final int MAX_RANKS = 64;

    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private CommContextDescriptor() {}

    /**
     * Check a number of ranks.
     *
     * @throws IllegalArgumentException if no group can have it
     */
    public static void requireRanks(int ranks) {
        if (ranks < 1 || ranks > MAX_RANKS) {
            throw new IllegalArgumentException("a group of " + ranks + " ranks: 1 to " + MAX_RANKS + " are possible");
        }
    }

    /**
     * Write the context of one rank at the start of zeroed memory.
     *
     * @param windows addresses of the windows, one for each rank
     */
    public static void write(MemorySegment memory, int rank, long windowBytes, long[] windows) {
        memory.set(U32, RANK_ID, rank);
        memory.set(U32, RANK_NUM, windows.length);
        memory.set(U64, WINDOW_SIZE, windowBytes);
        for (int i = 0; i < windows.length; i++) {
            memory.set(U64, WINDOWS_IN + 8L * i, windows[i]);
            memory.set(U64, WINDOWS_OUT + 8L * i, windows[i]);
        }
    }
}
