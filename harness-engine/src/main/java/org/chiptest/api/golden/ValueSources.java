package org.chiptest.api.golden;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.chiptest.runtime.tensor.HostTensor;

/**
 * What there is around a tensor that is compared, where its wrong values may come from.
 *
 * @param before   what it held before the run, if that is known
 * @param tensors  the other arguments, by their names
 * @param expected what is expected of other outputs
 */
record ValueSources(Optional<MemorySegment> before, Map<String, HostTensor> tensors, List<Wanted> expected) {

    /** Nothing is known. */
    static final ValueSources NONE = new ValueSources(Optional.empty(), Map.of(), List.of());

    /** What is expected of an output. */
    record Wanted(String name, GoldenValues values) {}
}
