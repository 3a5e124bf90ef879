package org.chiptest.diagnostics.internal.divergence;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.chiptest.diagnostics.divergence.Clue;
import org.chiptest.diagnostics.internal.divergence.WriterSearch.Writer;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;

/** Find out whether an output holds what lay in its memory before: its kernel has not written all of it. */
final class LeftOvers {

    /** Larger tensors are not looked at: they would have to be in memory as a whole. */
    private static final long MOST_BYTES = 64 << 20;

    private final DumpedSide trusted;
    private final DumpedSide suspect;

    LeftOvers(DumpedSide trusted, DumpedSide suspect) {
        this.trusted = trusted;
        this.suspect = suspect;
    }

    /** Say what an output that differs holds, on the one side or on the other. */
    List<Clue> find(TaskPair pair, ArgumentPair output) throws IOException {
        Optional<byte[]> expected = bytes(trusted, pair.trusted(), output.trusted());
        Optional<byte[]> actual = bytes(suspect, pair.suspect(), output.suspect());
        if (expected.isEmpty() || actual.isEmpty()) {
            return List.of();
        }
        return Stream.concat(
                look(suspect, pair.suspect(), output.suspect(), actual.get(), expected.get(), "").stream(),
                look(trusted, pair.trusted(), output.trusted(), expected.get(), actual.get(), " of the other side")
                        .stream())
                .limit(1).toList();
    }

    /** Say what an output of one side holds where it is not as it should be. */
    static Optional<Clue> look(DumpedSide side, int task, RecordedArgument output, byte[] own, byte[] other,
            String where) throws IOException {
        Optional<Writer> before = writerBefore(side, task, output);
        if (before.isPresent() && holds(side, before.get(), output, own, other)) {
            return Optional.of(clue(output, where, "hold what " + side.recorded().place(before.get().task()).name()
                    + " has left in that memory"));
        }
        return holdsZeros(own, other, TensorBox.of(output).element())
                ? Optional.of(clue(output, where, "are 0, as memory is that nobody has written"))
                : Optional.empty();
    }

    private static Clue clue(RecordedArgument output, String where, String what) {
        return new Clue(Clue.Kind.UNWRITTEN_OUTPUT, "all elements of argument " + output.index() + where
                + " that differ " + what + ": the kernel does not write all of its output");
    }

    /** Return the task that wrote the memory last before this one got it. */
    private static Optional<Writer> writerBefore(DumpedSide side, int task, RecordedArgument output) {
        TensorBox region = TensorBox.of(output);
        RecordedSide recorded = side.recorded();
        long ready = recorded.task(task).readyNanos();
        return new WriterSearch(recorded, task).of(region::overlaps).stream()
                .filter(each -> recorded.computes(each.task()))
                .filter(each -> recorded.task(each.task()).completedNanos() >= 0
                        && recorded.task(each.task()).completedNanos() <= ready)
                .max(Comparator.comparingLong(each -> recorded.task(each.task()).completedNanos()));
    }

    private static boolean holds(DumpedSide side, Writer before, RecordedArgument output, byte[] own, byte[] other)
            throws IOException {
        Optional<byte[]> old = bytes(side, before.task(), before.argument());
        if (old.isEmpty()) {
            return false;
        }
        TensorBox region = TensorBox.of(output);
        TensorBox left = TensorBox.of(before.argument());
        int size = region.element();
        for (int i = 0; i < own.length / size; i++) {
            long from = left.byteOf(region.address(i));
            boolean differs = differ(own, (long) i * size, other, (long) i * size, size);
            if (differs && (from < 0 || from + size > old.get().length
                    || differ(own, (long) i * size, old.get(), from, size))) {
                return false;
            }
        }
        return true;
    }

    private static boolean holdsZeros(byte[] own, byte[] other, int size) {
        byte[] zero = new byte[size];
        for (int i = 0; i < own.length / size; i++) {
            long at = (long) i * size;
            if (differ(own, at, other, at, size) && differ(own, at, zero, 0, size)) {
                return false;
            }
        }
        return true;
    }

    private static boolean differ(byte[] one, long at, byte[] other, long otherAt, int size) {
        return MemorySegment.mismatch(MemorySegment.ofArray(one), at, at + size, MemorySegment.ofArray(other), otherAt,
                otherAt + size) >= 0;
    }

    private static Optional<byte[]> bytes(DumpedSide side, int task, RecordedArgument argument) throws IOException {
        Optional<DumpedTensor> found = side.find(task, argument, false)
                .filter(each -> !each.cut() && each.bytes() <= MOST_BYTES);
        return found.isPresent() ? Optional.of(side.payloads().all(found.get())) : Optional.empty();
    }
}
