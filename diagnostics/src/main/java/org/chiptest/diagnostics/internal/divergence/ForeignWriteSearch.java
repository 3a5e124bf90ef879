package org.chiptest.diagnostics.internal.divergence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.chiptest.diagnostics.divergence.Clue;
import org.chiptest.diagnostics.divergence.ForeignWrite;
import org.chiptest.diagnostics.divergence.ForeignWrite.Cause;
import org.chiptest.diagnostics.divergence.TensorDifference;
import org.chiptest.diagnostics.internal.divergence.WriterSearch.Writer;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.Role;

/** Find out how a task can read something else though no task before it computed something else. */
final class ForeignWriteSearch {

    /** A write that goes so many bytes past its argument may be the one that is looked for. */
    private static final long NEAR = 1 << 16;

    private final RecordedSide trusted;
    private final RecordedSide suspect;
    private final Map<Integer, Integer> suspectOf;

    /**
     * Search on both sides.
     *
     * @param suspectOf index on the suspect side by that on the trusted side
     */
    ForeignWriteSearch(RecordedSide trusted, RecordedSide suspect, Map<Integer, Integer> suspectOf) {
        this.trusted = trusted;
        this.suspect = suspect;
        this.suspectOf = suspectOf;
    }

    /** Explain the first element of an argument that differs. */
    ForeignWrite explain(TaskPair pair, ArgumentPair argument, TensorDifference difference) {
        long theirs = TensorBox.of(argument.suspect()).address(difference.first());
        long ours = TensorBox.of(argument.trusted()).address(difference.first());
        WriterSearch search = new WriterSearch(suspect, pair.suspect());
        List<Writer> writers = search.of(region -> region.contains(theirs));
        Optional<Writer> right = right(pair, ours);
        Optional<Writer> last = search.lastBefore(writers);
        List<Writer> unordered = search.unordered(writers);
        Cause cause = cause(right, last, unordered, search.creator(writers));
        Optional<Writer> writer = switch (cause) {
            case MISSING_EDGE -> Optional.of(unordered.stream().filter(each -> isTask(right, each.task())).findFirst()
                    .orElse(unordered.getLast()));
            case OVERLAPPING_REGION, CHANGED_BETWEEN -> last;
            case OTHER_MEMORY -> right;
            case NEVER_WRITTEN, RUN_ARGUMENT -> Optional.empty();
        };
        return new ForeignWrite(cause, trusted.place(pair.trusted()), suspect.place(pair.suspect()), difference,
                writer.map(each -> suspect.place(each.task())), regions(argument.suspect(), writer),
                cause == Cause.CHANGED_BETWEEN
                        ? strays(suspect, pair.suspect(), theirs, last.orElseThrow().task())
                        : writer.isEmpty() ? secrets(pair.suspect(), theirs) : List.of());
    }

    /** Return the task of the suspect side that has to write an element, as the trusted side does it. */
    private Optional<Writer> right(TaskPair pair, long address) {
        WriterSearch search = new WriterSearch(trusted, pair.trusted());
        return search.lastBefore(search.of(region -> region.contains(address))).flatMap(this::onSuspectSide);
    }

    private Optional<Writer> onSuspectSide(Writer writer) {
        Integer task = suspectOf.get(writer.task());
        if (task == null) {
            return Optional.empty();
        }
        int number = trusted.tensors(writer.task()).indexOf(writer.argument());
        List<RecordedArgument> tensors = suspect.tensors(task);
        return number < tensors.size() ? Optional.of(new Writer(task, tensors.get(number))) : Optional.empty();
    }

    private static Cause cause(Optional<Writer> right, Optional<Writer> last, List<Writer> unordered,
            Optional<Writer> creator) {
        if (!unordered.isEmpty()) {
            return Cause.MISSING_EDGE;
        }
        if (last.isPresent()) {
            return isTask(right, last.get().task()) ? Cause.CHANGED_BETWEEN : Cause.OVERLAPPING_REGION;
        }
        if (right.isPresent()) {
            return Cause.OTHER_MEMORY;
        }
        return creator.isPresent() ? Cause.NEVER_WRITTEN : Cause.RUN_ARGUMENT;
    }

    private static boolean isTask(Optional<Writer> writer, int task) {
        return writer.filter(each -> each.task() == task).isPresent();
    }

    private static String regions(RecordedArgument read, Optional<Writer> writer) {
        return writer.filter(each -> TensorBox.isKnown(each.argument()))
                .map(each -> "it reads " + TensorBox.of(read).describe(read.dataType()) + ", argument "
                        + each.argument().index() + " of that one is "
                        + TensorBox.of(each.argument()).describe(each.argument().dataType()))
                .orElse("");
    }

    /** Name the task that ran in between and has an argument nearest to the element, if one does. */
    static List<Clue> strays(RecordedSide side, int reader, long address, int last) {
        long from = side.task(last).completedNanos();
        long to = side.task(reader).readyNanos();
        List<Writer> near = new ArrayList<>();
        side.run().executions().stream().filter(each -> each.endedNanos() >= from && each.startedNanos() <= to)
                .filter(each -> each.task() != last && each.task() != reader)
                .forEach(each -> side.tensors(each.task()).stream().filter(TensorBox::isKnown)
                        .filter(argument -> TensorBox.of(argument).distance(address) < NEAR)
                        .forEach(argument -> near.add(new Writer(each.task(), argument))));
        return near.stream().min(Comparator.comparingLong(each -> TensorBox.of(each.argument()).distance(address)))
                .map(each -> new Clue(Clue.Kind.STRAY_WRITER, side.place(each.task()).name()
                        + " ran in between, and its argument " + each.argument().index() + " is "
                        + TensorBox.of(each.argument()).distance(address) + " bytes away"))
                .stream().toList();
    }

    /** Name a task that has the element among its arguments without saying what it does to it, if one does. */
    private List<Clue> secrets(int reader, long address) {
        for (int task = 0; task < suspect.run().tasks().size(); task++) {
            int index = task;
            Optional<Clue> found = suspect.tensors(task).stream()
                    .filter(each -> each.role() == Role.NO_DEP && TensorBox.isKnown(each))
                    .filter(each -> TensorBox.of(each).contains(address))
                    .map(each -> new Clue(Clue.Kind.UNKNOWN_ARGUMENT,
                            suspect.place(index).name() + " has it as argument " + each.index()
                                    + ", and does not say whether it writes it"))
                    .findFirst();
            if (task != reader && found.isPresent()) {
                return found.stream().toList();
            }
        }
        return List.of();
    }
}
