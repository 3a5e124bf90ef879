package org.chiptest.diagnostics.analysis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.chiptest.diagnostics.analysis.Hazard.Kind;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.RecordedTask;
import org.chiptest.runtime.capture.RecordedRun.Role;

/**
 * Look for tasks that use what another one writes, or write what it uses, while nothing orders the two. Only of tasks that were ready before
 * the other one had completed: memory that was used and given back before is somebody else's.
 */
final class HazardSearch {

    /** A graph may have many equal mistakes; the first ones are enough. */
    private static final int MOST = 100;

    /** How many of those that read a buffer last, and of those that wrote it, are looked at for each task. */
    private static final int LAST = 8;

    /** How many dependencies are followed in all, so that large graphs have an answer soon. */
    private static final int STEPS = 2_000_000;

    private final RecordedRun run;
    private final DependencyGraph graph;
    private final Map<Long, Deque<Use>> reads = new HashMap<>();
    private final Map<Long, Deque<Use>> writes = new HashMap<>();
    private final List<Hazard> found = new ArrayList<>();
    private int steps;

    private record Use(int task, RecordedArgument argument) {}

    HazardSearch(RecordedRun run, DependencyGraph graph) {
        this.run = run;
        this.graph = graph;
    }

    List<Hazard> found() {
        for (int task = 0; task < run.tasks().size() && found.size() < MOST && steps < STEPS; task++) {
            List<RecordedArgument> arguments = run.tasks().get(task).arguments();
            for (RecordedArgument argument : arguments) {
                Use use = new Use(task, argument);
                if (isRead(argument)) {
                    check(use, writes, Kind.READ_AFTER_WRITE);
                }
                if (isWritten(argument)) {
                    check(use, writes, Kind.WRITE_AFTER_WRITE);
                    check(use, reads, Kind.WRITE_AFTER_READ);
                }
            }
            for (RecordedArgument argument : arguments) {
                if (isRead(argument)) {
                    note(reads, new Use(task, argument));
                }
                if (isWritten(argument)) {
                    note(writes, new Use(task, argument));
                }
            }
        }
        return List.copyOf(found);
    }

    private static boolean isRead(RecordedArgument argument) {
        return argument.role() == Role.INPUT || argument.role() == Role.INOUT;
    }

    private static boolean isWritten(RecordedArgument argument) {
        return argument.role() == Role.OUTPUT || argument.role() == Role.INOUT;
    }

    private static void note(Map<Long, Deque<Use>> uses, Use use) {
        Deque<Use> last = uses.computeIfAbsent(use.argument().bufferAddress(), missing -> new ArrayDeque<>());
        last.addFirst(use);
        if (last.size() > LAST) {
            last.removeLast();
        }
    }

    private void check(Use use, Map<Long, Deque<Use>> before, Kind kind) {
        int task = use.task();
        for (Use other : before.getOrDefault(use.argument().bufferAddress(), new ArrayDeque<>())) {
            int earlier = other.task();
            if (isUnderWay(earlier, task) && meet(use.argument(), other.argument()) && !isFound(task, earlier)
                    && !leads(earlier, task) && !leads(task, earlier)) {
                int argument = use.argument().index();
                found.add(new Hazard(kind, task, argument, earlier,
                        kind.text(TaskName.of(run, task), argument, TaskName.of(run, earlier))));
            }
        }
    }

    private boolean isFound(int task, int earlier) {
        return found.reversed().stream().takeWhile(each -> each.task() == task)
                .anyMatch(each -> each.earlier() == earlier);
    }

    private boolean isUnderWay(int earlier, int later) {
        long completed = run.tasks().get(earlier).completedNanos();
        RecordedTask task = run.tasks().get(later);
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
