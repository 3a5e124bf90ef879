package org.chiptest.engine.internal.comparison;

import java.util.List;
import java.util.OptionalInt;

/**
 * One run of a callable, as it is seen from outside.
 *
 * @param tensors tensors in host memory among its arguments
 * @param scalars its scalars, as the bits in which they travel
 * @param hidden  how many of its tensors lie in the memory of the device, where nobody looks
 * @param code    what it failed with, if it did
 */
record ObservedRun(List<ObservedTensor> tensors, List<Long> scalars, int hidden, OptionalInt code) {

    ObservedRun {
        tensors = List.copyOf(tensors);
        scalars = List.copyOf(scalars);
    }
}
