package org.chiptest.runtime.internal.trb;

/**
 * The layout of a tensor of orchestrations and kernels; {@code docs/contract/trb.md#orchestration-types}. The first line also
 * describes a tensor that is still to be created ({@link TensorCreateInfoDescriptor}).
 *
 * <pre>
 *   0            8            16           24
 *  +------------+------------+------------+------------+
 *  | address    | bytes      | owner task | start      |
 *  +------+-----+--+--+--+--++------------+------------+
 *  |vers. |dims |dt|z0|eq|md| shapes[5]               |   32
 *  +------+-----+--+--+--+--+--------------------------+
 *  | raw_shapes[5]               | offsets[5] ...      |   64
 *  +-----------------------------+---------------------+
 *  | ... offsets   | -                                 |   96
 *  +---------------+-----------------------------------+
 * </pre>
 *
 * <p>{@code z0} says that all offsets are zero, then the offsets' bytes mean nothing; {@code eq} says that the raw shapes
 * are the shapes, then their bytes mean nothing. So a plain tensor is complete in its first line. {@code start} and the
 * offsets count elements.
 */
final class TensorDescriptor {

    static final long SIZE = 128;
    static final long ALIGNMENT = 64;

    /** Bytes that a tensor without offsets and with raw shapes equal to its shapes fills. */
    static final long PLAIN_SIZE = 64;

    static final long ADDRESS = 0;
    static final long BYTES = 8;
    static final long OWNER = 16;
    static final long START_OFFSET = 24;
    static final long VERSION = 32;
    static final long DIMS = 36;
    static final long DTYPE = 40;
    static final long ALL_OFFSETS_ZERO = 41;
    static final long RAW_EQUALS_SHAPES = 42;
    static final long MANUAL_DEP = 43;
    static final long SHAPES = 44;
    static final long RAW_SHAPES = 64;
    static final long OFFSETS = 84;

    static final int MAX_DIMS = 5;

    private TensorDescriptor() {}
}
