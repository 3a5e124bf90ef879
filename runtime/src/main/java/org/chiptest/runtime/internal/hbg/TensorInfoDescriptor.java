package org.chiptest.runtime.internal.hbg;

/**
 * The layout of what an orchestration tells about a tensor of a task ({@code docs/contract/hbg.md#operations}).
 *
 * <pre>
 *   0     1     2        4             24               44             64
 *  +-----+-----+--------+-------------+----------------+--------------+
 *  | dt  |dims | -      | shapes[5]   | raw_shapes[5]  | offsets[5]   |
 *  +-----+-----+--------+-------------+----------------+--------------+
 * </pre>
 */
final class TensorInfoDescriptor {

    static final long DTYPE = 0;
    static final long DIMS = 1;
    static final long SHAPES = 4;
    static final long RAW_SHAPES = 24;
    static final long OFFSETS = 44;
    static final int SIZE = 64;

    private TensorInfoDescriptor() {}
}
