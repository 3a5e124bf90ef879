package org.chiptest.diagnostics.internal.divergence;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import org.chiptest.runtime.capture.RecordedRun.Execution;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.RecordedTask;
import org.chiptest.runtime.capture.RecordedRun.Role;

/** Find the tasks of one side that write what a task uses, and what orders them. */
final class WriterSearch {

    private final RecordedSide side;
    private final int task;
    private final BitSet before;
    private final BitSet after;

    /**
     * A task that writes.
     *
     * @param task     its index
     * @param argument what it writes
     */
    record Writer(int task, RecordedArgument argument) {}

    WriterSearch(RecordedSide side, int task) {
        this.side = side;
        this.task = task;
        this.before = side.before(task);
        this.after = side.after(task);
    }

    /** Return the other tasks that write into a region, in the order of their creation. */
    List<Writer> of(Predicate<TensorBox> region) {
        List<Writer> writers = new ArrayList<>();
        for (int other = 0; other < side.run().tasks().size(); other++) {
            int index = other;
            if (other != task) {
                side.tensors(other).stream().filter(each -> writes(each) && region.test(TensorBox.of(each))).findFirst()
                        .ifPresent(each -> writers.add(new Writer(index, each)));
            }
        }
        return writers;
    }

    private static boolean writes(RecordedArgument argument) {
        return (argument.role() == Role.OUTPUT || argument.role() == Role.INOUT) && TensorBox.isKnown(argument);
    }

    /** Return the one that has written last of those that have completed before the task may begin. */
    Optional<Writer> lastBefore(List<Writer> writers) {
        return writers.stream().filter(each -> isBefore(each.task()) && side.computes(each.task()))
                .max(Comparator.comparingLong((Writer each) -> side.task(each.task()).completedNanos()));
    }

    /** Return those that nothing orders with the task. */
    List<Writer> unordered(List<Writer> writers) {
        return writers.stream().filter(each -> side.computes(each.task()) && !isBefore(each.task()))
                .filter(each -> !isAfter(each.task())).toList();
    }

    /** Return what has created the memory and computed nothing. */
    Optional<Writer> creator(List<Writer> writers) {
        return writers.stream().filter(each -> !side.computes(each.task()) && each.task() < task)
                .reduce((_, last) -> last);
    }

    /** Tell whether another task was running between the moment when this one was ready and its end. */
    boolean ranMeanwhile(int other) {
        RecordedTask own = side.task(task);
        return side.run().executions().stream().filter(each -> each.task() == other)
                .anyMatch(each -> isWithin(each, own.readyNanos(), own.completedNanos()));
    }

    private static boolean isWithin(Execution execution, long from, long to) {
        return execution.startedNanos() >= 0 && (to < 0 || execution.startedNanos() <= to)
                && (execution.endedNanos() < 0 || execution.endedNanos() >= from);
    }

    private boolean isBefore(int other) {
        return before.get(other) || other < task && side.wasDone(other, task);
    }

    private boolean isAfter(int other) {
        return after.get(other) || other > task && side.wasDone(task, other);
    }
}
