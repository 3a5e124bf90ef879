package org.chiptest.runtime.internal.trb;

/**
 * The layout of a tensor that a submit is to create; {@code docs/contract/trb.md#orchestration-types}.
 *
 * <pre>
 *   0             8                32     36     40 41 42 43 44            64
 *  +-------------+--+-------------+------+------+--+--+--+--+-------------+
 *  |initial value|h | -           |vers. |dims  |dt|1 |1 |md|raw_shapes[5]|
 *  +-------------+--+-------------+------+------+--+--+--+--+-------------+
 * </pre>
 *
 * <p>{@code h} says whether there is an initial value. From {@code version} on, all fields lie where a
 * {@link TensorDescriptor} has them, the raw shapes at its shapes: the created tensor is a copy of this line.
 */
final class TensorCreateInfoDescriptor {

    static final long SIZE = 64;
    static final long ALIGNMENT = 64;

    static final long INITIAL_VALUE = 0;
    static final long HAS_INITIAL_VALUE = 8;
    static final long VERSION = 32;
    static final long DIMS = 36;
    static final long DTYPE = 40;
    static final long MANUAL_DEP = 43;
    static final long RAW_SHAPES = 44;

    private TensorCreateInfoDescriptor() {}
}
