package org.chiptest.diagnostics.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.chiptest.diagnostics.analysis.Stall.Kind;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.Execution;
import org.chiptest.runtime.capture.RecordedRun.Phase;
import org.chiptest.runtime.capture.RecordedRun.State;

/** Find what a run waited for: in sum if it ended by itself, and what it hangs on if it did not. */
final class StallSearch {

    /** Phases in which an orchestration waits: for room, or for the content of a tensor. */
    private static final Set<String> WAITS = Set.of("wait", "orch_wait");

    private static final int NAMED = 5;

    private final RecordedRun run;
    private final DependencyGraph graph;
    private final TaskTimes times;
    private final BusyCores busy;

    StallSearch(RecordedRun run, DependencyGraph graph, TaskTimes times, BusyCores busy) {
        this.run = run;
        this.graph = graph;
        this.times = times;
        this.busy = busy;
    }

    List<Stall> stalls() {
        List<Stall> stalls = new ArrayList<>(run.state() == State.COMPLETED ? waits() : open());
        long waited = run.phases().stream().filter(phase -> WAITS.contains(phase.name()))
                .mapToLong(StallSearch::nanos).sum();
        if (waited > 0) {
            stalls.add(SizingAdvice.of(run).isEmpty()
                    ? new Stall(Kind.ORCHESTRATOR, waited, 0,
                            "the orchestration waited for room or for the content of a tensor")
                    : new Stall(Kind.RING, waited, 0, "the orchestration waited, and rings, heaps or pools were full"));
        }
        stalls.sort(Comparator.comparingLong((Stall stall) -> -stall.nanos()).thenComparing(Stall::kind));
        return List.copyOf(stalls);
    }

    private List<Stall> waits() {
        List<TaskWait> waits = IntStream.range(0, graph.tasks())
                .mapToObj(task -> TaskWait.of(run, graph, times, busy, task)).toList();
        List<Stall> stalls = new ArrayList<>();
        add(stalls, Kind.DATA, waits.stream().mapToLong(TaskWait::dataNanos).toArray(), "for data of other tasks");
        add(stalls, Kind.CORE, waits.stream().mapToLong(TaskWait::coreNanos).toArray(), "for an idle core");
        add(stalls, Kind.SCHEDULER, waits.stream().mapToLong(TaskWait::schedulerNanos).toArray(),
                "to be noticed and dispatched");
        add(stalls, Kind.ORCHESTRATOR, waits.stream().mapToLong(TaskWait::orchestratorNanos).toArray(),
                "to be created, though their data was there");
        return stalls;
    }

    private static void add(List<Stall> stalls, Kind kind, long[] waits, String what) {
        long nanos = Arrays.stream(waits).sum();
        long tasks = Arrays.stream(waits).filter(each -> each > 0).count();
        if (nanos > 0) {
            stalls.add(new Stall(kind, nanos, tasks,
                    tasks + (tasks == 1 ? " task waited " : " tasks waited ") + what));
        }
    }

    /** Sort the tasks that did not complete by what keeps each of them. */
    private List<Stall> open() {
        Set<Integer> running = run.executions().stream()
                .filter(each -> each.endedNanos() == RecordedRun.NOT_STAMPED).map(Execution::task)
                .collect(Collectors.toSet());
        Set<Integer> called = run.executions().stream().map(Execution::task).collect(Collectors.toSet());
        int[] open = IntStream.range(0, graph.tasks())
                .filter(task -> run.tasks().get(task).completedNanos() == RecordedRun.NOT_STAMPED).toArray();
        Set<Integer> unfinished = IntStream.of(open).boxed().collect(Collectors.toSet());
        IntPredicate waitsForData = task -> IntStream.of(graph.producers(task)).anyMatch(unfinished::contains);
        List<Stall> stalls = new ArrayList<>();
        addOpen(stalls, Kind.RUNNING, open, running::contains, "running when recording stopped");
        addOpen(stalls, Kind.DEFERRED_CONDITION, open, task -> called.contains(task) && !running.contains(task),
                "waiting for a condition or for other blocks, after kernels have ended");
        addOpen(stalls, Kind.DATA, open, task -> !called.contains(task) && waitsForData.test(task),
                "waiting for tasks that have not completed");
        addOpen(stalls, Kind.CORE, open, task -> !called.contains(task) && !waitsForData.test(task),
                "ready without a core");
        List<SizingAdvice> full = SizingAdvice.of(run);
        full.forEach(advice -> stalls.add(new Stall(Kind.RING, 0, 0, advice.text())));
        if (open.length == 0 && full.isEmpty()) {
            stalls.add(new Stall(Kind.ORCHESTRATOR, 0, 0,
                    "all recorded tasks have completed: the orchestration itself failed, waits or goes on"));
        }
        return stalls;
    }

    private void addOpen(List<Stall> stalls, Kind kind, int[] open, IntPredicate belongs, String what) {
        int[] tasks = IntStream.of(open).filter(belongs).toArray();
        if (tasks.length > 0) {
            long nanos = IntStream.of(tasks).mapToLong(task -> run.makespanNanos()
                    - Math.min(run.makespanNanos(), since(kind, task))).sum();
            stalls.add(new Stall(kind, nanos, tasks.length, tasks.length + (tasks.length == 1 ? " task " : " tasks ")
                    + what + ": " + IntStream.of(tasks).limit(NAMED).mapToObj(task -> TaskName.of(run, task))
                            .collect(Collectors.joining(", "))
                    + (tasks.length > NAMED ? ", ..." : "")));
        }
    }

    private long since(Kind kind, int task) {
        return switch (kind) {
            case RUNNING -> times.start(task);
            case CORE -> TaskTimes.first(run.tasks().get(task).readyNanos(), times.created(task));
            default -> times.created(task);
        };
    }

    private static long nanos(Phase phase) {
        return Math.max(0, phase.endNanos() - phase.beginNanos());
    }
}
