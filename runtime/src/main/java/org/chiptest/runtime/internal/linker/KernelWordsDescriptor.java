package org.chiptest.runtime.internal.linker;

/**
 * The layout of two words in which the shim gets what the call of a kernel is; it stores them where {@link CallFrameDescriptor} says.
 *
 * <pre>
 *           63     56 55     48 47     40 39     32 31            16 15             0
 *          +--------------------------------------+--------------------------------+
 *  kernel  | block                                | func id                        |
 *          +---------+---------+---------+--------+----------------+---------------+
 *  place   | -       |subblocks| kernels | lane   | cluster        | core          |
 *          +---------+---------+---------+--------+----------------+---------------+
 * </pre>
 */
final class KernelWordsDescriptor {

    static final int BLOCK_SHIFT = 32;
    static final int CLUSTER_SHIFT = 16;
    static final int LANE_SHIFT = 32;
    static final int KERNELS_SHIFT = 40;
    static final int SUBBLOCKS_SHIFT = 48;

    private KernelWordsDescriptor() {}

    /** Return the word of a kernel. */
    static long kernel(int funcId, int block) {
        return Integer.toUnsignedLong(funcId) | (long) block << BLOCK_SHIFT;
    }

    /** Return the part of a place that says which core it is. */
    static long core(int core, int cluster, int lane) {
        return core | (long) cluster << CLUSTER_SHIFT | (long) lane << LANE_SHIFT;
    }

    /** Return the part of a place that says what the block there consists of. */
    static long composition(int kernels, int subblocks) {
        return (long) kernels << KERNELS_SHIFT | (long) subblocks << SUBBLOCKS_SHIFT;
    }
}
