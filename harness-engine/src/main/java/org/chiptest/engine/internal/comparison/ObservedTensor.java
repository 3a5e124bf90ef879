package org.chiptest.engine.internal.comparison;

import java.util.List;
import java.util.Optional;

import org.chiptest.runtime.args.DataType;

/**
 * A tensor among the arguments of a run.
 *
 * @param index    its position among the arguments
 * @param dtype    type of its elements
 * @param shape    its dimensions
 * @param written  whether the callable says that it writes it
 * @param given    checksum of what it held before the run
 * @param checksum the same after the run
 * @param content  what it held then, if it is written and there was room to keep it
 */
record ObservedTensor(int index, DataType dtype, List<Integer> shape, boolean written, long given, long checksum,
        Optional<byte[]> content) {

    ObservedTensor {
        shape = List.copyOf(shape);
    }

    /** Return it as it is after the run. */
    ObservedTensor after(long sum, Optional<byte[]> bytes) {
        return new ObservedTensor(index, dtype, shape, written, given, sum, bytes);
    }

    /** Tell whether another run was given the same. */
    boolean isGivenLike(ObservedTensor other) {
        return dtype == other.dtype && shape.equals(other.shape) && given == other.given;
    }
}
