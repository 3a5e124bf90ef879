package org.chiptest.runtime.internal.linker;

/**
 * The layout of a call frame: what one call of user code is, for the shim and, after a crash, for whoever shares the memory.
 *
 * <pre>
 *   0        4        8                16               24
 *  +--------+--------+----------------+----------------+----------------+
 *  |sequence| kind   | function       | args           | task           |
 *  +--------+--------+--------+-------+--------+-------+--------+-------+
 *  |func id | block  | device |cluster| core   | lane  | thread |result |   32
 *  +--------+--------+--------+-------+--------+-------+--------+-------+
 *  | start (ns)      | runtime        | text           |capacity|touched|   64
 *  +-----------------+--------+-------+--------+-------+--------+-------+
 *  | cookie          |kernels |subbl. | what the kernel has set | -     |   96
 *  +-----------------+--------+-------+-------------------------+-------+
 * </pre>
 *
 * <p>{@code sequence} is odd exactly while user code runs; the shim changes it with release, and the words before {@code result} are
 * stable while it is odd. {@code start} is {@code CLOCK_MONOTONIC_COARSE}, comparable with {@link System#nanoTime()} of any process of the
 * machine, to a few milliseconds. {@code cookie} is the number of the block that a kernel belongs to, {@code kernels} how many kernels
 * the block consists of, {@code subblocks} how many of them are for vector cores, at least 1. {@code text} and {@code runtime} are
 * addresses in the process that makes the call.
 */
public final class CallFrameDescriptor {

    public static final long SIZE = 128;
    public static final long ALIGNMENT = 64;

    public static final long SEQUENCE = 0;
    public static final long KIND = 4;
    public static final long FUNCTION = 8;
    public static final long ARGS = 16;
    public static final long TASK = 24;
    public static final long FUNC_ID = 32;
    public static final long BLOCK = 36;
    public static final long DEVICE = 40;
    public static final long CLUSTER = 44;
    public static final long CORE = 48;
    public static final long LANE = 52;
    public static final long THREAD = 56;
    public static final long RESULT = 60;
    public static final long START_NANOS = 64;
    public static final long RUNTIME = 72;
    public static final long TEXT = 80;
    public static final long TEXT_CAPACITY = 88;
    public static final long TOUCHED = 92;
    public static final long COOKIE = 96;
    public static final long KERNELS = 104;
    public static final long SUBBLOCKS = 108;
    public static final long CONTEXT = 112;

    private CallFrameDescriptor() {}
}
