package org.chiptest.diagnostics.internal.divergence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;

/**
 * The ranges of memory in which a task's tensors lie. Those whose buffers have bytes in common lie in one; all others have a range of
 * their own, so that going past one is seen.
 */
final class ReplayMemory {

    private static final int LINE = 64;

    private final List<Range> ranges = new ArrayList<>();

    /**
     * Some bytes.
     *
     * @param begin first address
     * @param end   the address behind the last one
     */
    record Range(long begin, long end) {

        long bytes() {
            return end - begin;
        }

        /** Return how far it begins behind the beginning of a cache line. */
        long lead() {
            return Math.floorMod(begin, LINE);
        }
    }

    ReplayMemory(List<RecordedArgument> tensors) {
        tensors.stream().map(ReplayMemory::buffer).sorted(Comparator.comparingLong(Range::begin)).forEach(this::add);
    }

    private static Range buffer(RecordedArgument tensor) {
        TensorBox region = TensorBox.of(tensor);
        long bytes = region.raw().stream().reduce((long) region.element(), (one, other) -> one * other);
        return new Range(region.buffer(), Math.max(region.buffer() + bytes, region.end()));
    }

    private void add(Range next) {
        if (!ranges.isEmpty() && next.begin() < ranges.getLast().end()) {
            Range last = ranges.removeLast();
            ranges.add(new Range(last.begin(), Math.max(last.end(), next.end())));
        } else {
            ranges.add(next);
        }
    }

    List<Range> ranges() {
        return ranges;
    }

    /** Return the number of the range that has a tensor's buffer. */
    int rangeOf(RecordedArgument tensor) {
        for (int i = 0; i < ranges.size(); i++) {
            Range range = ranges.get(i);
            boolean empty = range.bytes() == 0 && tensor.bufferAddress() == range.begin();
            if (empty || tensor.bufferAddress() >= range.begin() && tensor.bufferAddress() < range.end()) {
                return i;
            }
        }
        throw new IllegalArgumentException("argument " + tensor.index() + " is none of those that lie here");
    }
}
