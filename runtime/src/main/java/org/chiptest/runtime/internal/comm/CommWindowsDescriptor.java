package org.chiptest.runtime.internal.comm;

/**
 * Lay out the memory that all ranks of a group share ({@code docs/contract/devices.md#communication-of-chips}): a page of ours, then the windows.
 *
 * <pre>
 *      0 magic u64 | 8 ranks i32 | 16 window size u64     written by the creator
 *     64 joined u64: bit r for rank r
 *    128 phase i32: number of the barrier, negative when the group was aborted
 *    192 arrived i32: ranks that wait at the barrier
 *    256 aborter i32: who claimed the reason, 0 nobody | 260 length i32 | 264 reason, UTF-8
 *   2560 for each of 64 ranks: pid i64, 0 until it is known | when that process began i64
 *   4096 window 0
 *   4096 + window size: window 1 ...
 * </pre>
 *
 * All words of the header are accessed atomically; those that different ranks write lie in cache lines of their own.
 */
public final class CommWindowsDescriptor {

    public static final long MAGIC = 0;
    public static final long RANKS = 8;
    public static final long WINDOW_SIZE = 16;
    public static final long JOINED = 64;
    public static final long PHASE = 128;
    public static final long ARRIVED = 192;
    public static final long ABORTER = 256;
    public static final long REASON_LENGTH = 260;
    public static final long REASON = 264;
    public static final long REASON_CAPACITY = 2048;

    public static final long PROCESSES = 2560;
    public static final long PROCESS_SIZE = 16;
    public static final long PROCESS_BEGIN = 8;

    /** Size of the header; the first window begins here. */
    public static final long WINDOWS = 4096;

    /** The magic word: {@code CHIPCOMM} in ASCII, read as a little-endian number. */
    public static final long MAGIC_VALUE = 0x4d4d_4f43_5049_4843L;

    private CommWindowsDescriptor() {}

    /** Return where the process of a rank is. */
    static long pid(int rank) {
        return PROCESSES + rank * PROCESS_SIZE;
    }

    /** Return where it says when the process of a rank began. */
    static long begin(int rank) {
        return pid(rank) + PROCESS_BEGIN;
    }
}
