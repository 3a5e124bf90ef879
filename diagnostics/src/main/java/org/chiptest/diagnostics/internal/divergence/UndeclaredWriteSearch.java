package org.chiptest.diagnostics.internal.divergence;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

import org.chiptest.diagnostics.divergence.Closeness;
import org.chiptest.diagnostics.divergence.TensorDifference;
import org.chiptest.diagnostics.divergence.TensorDifference.Moment;
import org.chiptest.diagnostics.divergence.UndeclaredWrite;
import org.chiptest.diagnostics.internal.divergence.WriterSearch.Writer;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.RecordedTask;
import org.chiptest.runtime.capture.RecordedRun.Role;

/**
 * Look for memory of one run that changes between the task that wrote it and one that reads it. Only where the record says enough: nobody
 * else was writing there meanwhile, and all writers name the same buffer.
 */
final class UndeclaredWriteSearch {

    /** Larger tensors are not looked at: they would have to be in memory as a whole. */
    private static final long MOST_BYTES = 64 << 20;

    /** How many elements and writers are looked at in all, so that large runs have an answer soon. */
    private static final long STEPS = 100_000_000;

    private final DumpedSide side;
    private final RecordedSide recorded;
    private final Map<Long, Uses> buffers = new HashMap<>();

    /** For each address at which a buffer begins, up to where it and those before it reach. */
    private final NavigableMap<Long, Long> reach = new TreeMap<>();
    private long steps;

    /** Those who write a buffer, in the order in which they completed; and since when they and all later ones may write. */
    private static final class Uses {

        private final List<Writer> writers;
        private final long[] since;

        private Uses(List<Writer> writers, long[] since) {
            this.writers = writers;
            this.since = since;
        }
    }

    UndeclaredWriteSearch(DumpedSide side) {
        this.side = side;
        this.recorded = side.recorded();
        Map<Long, List<Writer>> writers = new HashMap<>();
        for (int task = 0; task < recorded.run().tasks().size(); task++) {
            for (RecordedArgument argument : recorded.tensors(task)) {
                if (TensorBox.isKnown(argument)) {
                    reach.merge(argument.bufferAddress(), TensorBox.of(argument).end(), Math::max);
                    if (argument.role() == Role.OUTPUT || argument.role() == Role.INOUT) {
                        writers.computeIfAbsent(argument.bufferAddress(), _ -> new ArrayList<>())
                                .add(new Writer(task, argument));
                    }
                }
            }
        }
        writers.forEach((buffer, list) -> buffers.put(buffer, uses(list)));
        long furthest = Long.MIN_VALUE;
        for (Map.Entry<Long, Long> each : reach.entrySet()) {
            furthest = Math.max(furthest, each.getValue());
            each.setValue(furthest);
        }
    }

    private Uses uses(List<Writer> writers) {
        writers.sort(Comparator.comparingLong(this::completed));
        long[] since = new long[writers.size() + 1];
        since[writers.size()] = Long.MAX_VALUE;
        for (int i = writers.size() - 1; i >= 0; i--) {
            since[i] = Math.min(since[i + 1], began(writers.get(i)));
        }
        return new Uses(writers, since);
    }

    /** Return the first task, in the order of dependencies, that reads something else than was written. */
    Optional<UndeclaredWrite> first() throws IOException {
        for (int task : recorded.order().filter(recorded::computes).toArray()) {
            for (RecordedArgument argument : recorded.tensors(task)) {
                if (ArgumentPair.isDumped(argument.role(), true) && TensorBox.isKnown(argument)) {
                    Optional<UndeclaredWrite> found = look(task, argument);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<UndeclaredWrite> look(int task, RecordedArgument argument) throws IOException {
        Uses uses = buffers.get(argument.bufferAddress());
        TensorBox region = TensorBox.of(argument);
        Optional<DumpedTensor> dumped = whole(task, argument, true);
        if (uses == null || dumped.isEmpty() || isShared(region)) {
            return Optional.empty();
        }
        List<Writer> before = before(task, region, uses);
        if (before.isEmpty() || isWritten(before.getFirst(), region, dumped.get())) {
            return Optional.empty();
        }
        byte[] actual = side.payloads().all(dumped.get());
        byte[] expected = actual.clone();
        Writer[] lastOf = overlay(before, region, expected);
        TensorComparison comparison = new TensorComparison(DataType.valueOf(argument.dataType()), Closeness.EXACT);
        comparison.add(MemorySegment.ofArray(actual), MemorySegment.ofArray(expected));
        Optional<TensorDifference> difference = comparison.difference(argument.index(), Moment.BEFORE,
                argument.shape());
        return difference.map(each -> {
            int last = lastOf[(int) each.first()].task();
            return new UndeclaredWrite(recorded.place(last), recorded.place(task), each,
                    ForeignWriteSearch.strays(recorded, task, region.address(each.first()), last));
        });
    }

    /** Tell whether buffers that begin elsewhere have bytes of a region, too: nobody knows then who was the last. */
    private boolean isShared(TensorBox region) {
        Map.Entry<Long, Long> lower = reach.lowerEntry(region.buffer());
        Long higher = reach.higherKey(region.buffer());
        return lower != null && lower.getValue() > region.address(0) || higher != null && higher < region.end();
    }

    /**
     * Return who had written into a region when a task was ready, the last one first, up to those that have written all of it; none if others may
     * have been writing meanwhile.
     */
    private List<Writer> before(int task, TensorBox region, Uses uses) {
        RecordedTask reader = recorded.task(task);
        List<Writer> found = new ArrayList<>();
        List<Writer> all = uses.writers;
        int next = all.size();
        for (int low = 0; low < next;) {
            int middle = (low + next) >>> 1;
            if (completed(all.get(middle)) <= reader.readyNanos()) {
                low = middle + 1;
            } else {
                next = middle;
            }
        }
        for (int i = next; i < all.size() && uses.since[i] <= reader.completedNanos(); i++) {
            Writer other = all.get(i);
            if (steps++ > STEPS || other.task() != task && began(other) <= reader.completedNanos()
                    && TensorBox.of(other.argument()).overlaps(region)) {
                return List.of();
            }
        }
        for (int i = next - 1; i >= 0; i--) {
            Writer writer = all.get(i);
            TensorBox box = TensorBox.of(writer.argument());
            if (steps++ > STEPS || found.stream()
                    .anyMatch(each -> began(each) < completed(writer)
                            && TensorBox.of(each.argument()).overlaps(box))) {
                return List.of();
            }
            if (box.overlaps(region)) {
                found.add(writer);
                if (box.equals(region)) {
                    break;
                }
            }
        }
        return found;
    }

    private boolean isWritten(Writer last, TensorBox region, DumpedTensor now) {
        return TensorBox.of(last.argument()).equals(region)
                && (!recorded.computes(last.task()) || whole(last.task(), last.argument(), false)
                        .filter(each -> !each.hasSameChecksum(now)).isEmpty());
    }

    /** Put what was written where it was written, and return for each element who did; what is not known stays as it is. */
    private Writer[] overlay(List<Writer> writers, TensorBox region, byte[] bytes) throws IOException {
        int size = region.element();
        Writer[] lastOf = new Writer[bytes.length / size];
        BitSet done = new BitSet(lastOf.length);
        for (Writer writer : writers) {
            TensorBox box = TensorBox.of(writer.argument());
            Optional<DumpedTensor> dumped = recorded.computes(writer.task())
                    ? whole(writer.task(), writer.argument(), false)
                    : Optional.empty();
            byte[] left = dumped.isPresent() ? side.payloads().all(dumped.get()) : new byte[0];
            for (int i = done.nextClearBit(0); i < lastOf.length && steps++ < STEPS; i = done.nextClearBit(i + 1)) {
                long from = box.byteOf(region.address(i));
                if (from >= 0) {
                    done.set(i);
                    if (from + size <= left.length) {
                        lastOf[i] = writer;
                        System.arraycopy(left, (int) from, bytes, i * size, size);
                    }
                }
            }
        }
        return lastOf;
    }

    private Optional<DumpedTensor> whole(int task, RecordedArgument argument, boolean before) {
        return side.find(task, argument, before).filter(each -> !each.cut() && each.bytes() <= MOST_BYTES);
    }

    private long completed(Writer writer) {
        long completed = recorded.task(writer.task()).completedNanos();
        return completed < 0 ? Long.MAX_VALUE : completed;
    }

    private long began(Writer writer) {
        return Math.max(0, recorded.task(writer.task()).readyNanos());
    }
}
