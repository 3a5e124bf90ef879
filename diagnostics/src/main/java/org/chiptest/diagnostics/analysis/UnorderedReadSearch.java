package org.chiptest.diagnostics.analysis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.RecordedTask;
import org.chiptest.runtime.capture.RecordedRun.Role;

/**
 * Look for tasks that read what another one writes while nothing orders the two. Only of tasks that were ready before the other one had
 * completed: memory that was written and given back before is somebody else's.
 */
final class UnorderedReadSearch {

    /** A graph may have many equal mistakes; the first ones are enough. */
    private static final int MOST = 100;

    /** How many of those that wrote a buffer last are looked at for each reader. */
    private static final int WRITERS = 8;

    /** How many dependencies are followed in all, so that large graphs have an answer soon. */
    private static final int STEPS = 2_000_000;

    private final RecordedRun run;
    private final DependencyGraph graph;
    private final Map<Long, Deque<Write>> writes = new HashMap<>();
    private final List<UnorderedRead> found = new ArrayList<>();
    private int steps;

    private record Write(int task, RecordedArgument argument) {}

    UnorderedReadSearch(RecordedRun run, DependencyGraph graph) {
        this.run = run;
        this.graph = graph;
    }

    List<UnorderedRead> found() {
        for (int task = 0; task < run.tasks().size() && found.size() < MOST && steps < STEPS; task++) {
            for (RecordedArgument argument : run.tasks().get(task).arguments()) {
                if (argument.role() == Role.INPUT || argument.role() == Role.INOUT) {
                    checkReader(task, argument);
                }
            }
            noteWrites(task);
        }
        return List.copyOf(found);
    }

    private void noteWrites(int task) {
        for (RecordedArgument argument : run.tasks().get(task).arguments()) {
            if (argument.role() == Role.OUTPUT || argument.role() == Role.INOUT) {
                Deque<Write> last = writes.computeIfAbsent(argument.bufferAddress(), missing -> new ArrayDeque<>());
                last.addFirst(new Write(task, argument));
                if (last.size() > WRITERS) {
                    last.removeLast();
                }
            }
        }
    }

    private void checkReader(int reader, RecordedArgument argument) {
        for (Write write : writes.getOrDefault(argument.bufferAddress(), new ArrayDeque<>())) {
            if (isUnderWay(write.task(), reader) && meet(argument, write.argument())
                    && !leads(write.task(), reader) && !leads(reader, write.task())) {
                found.add(new UnorderedRead(reader, argument.index(), write.task(), TaskName.of(run, reader)
                        + " reads argument " + argument.index() + ", which " + TaskName.of(run, write.task())
                        + " writes, and no chain of dependencies orders the two; is one missing?"));
            }
        }
    }

    private boolean isUnderWay(int writer, int reader) {
        long completed = run.tasks().get(writer).completedNanos();
        RecordedTask task = run.tasks().get(reader);
        return task.readyNanos() != RecordedRun.NOT_STAMPED
                && (completed == RecordedRun.NOT_STAMPED || completed > task.readyNanos());
    }

    /** Of memory without a shape only the address is known; of shapes that differ as a whole nothing is told. */
    private static boolean meet(RecordedArgument first, RecordedArgument second) {
        if (first.shape().isEmpty() || second.shape().isEmpty()) {
            return true;
        }
        if (!first.rawShape().equals(second.rawShape())) {
            return false;
        }
        for (int d = 0; d < first.shape().size(); d++) {
            long begin = Math.max(first.offset().get(d), second.offset().get(d));
            long end = Math.min(first.offset().get(d) + first.shape().get(d),
                    second.offset().get(d) + second.shape().get(d));
            if (begin >= end) {
                return false;
            }
        }
        return true;
    }

    private boolean leads(int before, int after) {
        Deque<Integer> open = new ArrayDeque<>(List.of(after));
        BitSet seen = new BitSet();
        while (!open.isEmpty()) {
            for (int producer : graph.producers(open.remove())) {
                steps++;
                if (producer == before || steps >= STEPS) {
                    return true;
                }
                if (!seen.get(producer)) {
                    seen.set(producer);
                    open.add(producer);
                }
            }
        }
        return false;
    }
}
