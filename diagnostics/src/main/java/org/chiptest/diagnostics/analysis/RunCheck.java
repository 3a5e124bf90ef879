package org.chiptest.diagnostics.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.chiptest.diagnostics.analysis.Violation.Rule;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.Execution;
import org.chiptest.runtime.capture.RecordedRun.RecordedEdge;
import org.chiptest.runtime.capture.RecordedRun.State;

/** Look for what cannot have happened in a run that was right. */
final class RunCheck {

    private final RecordedRun run;
    private final DependencyGraph graph;
    private final TaskTimes times;
    private final List<Violation> violations = new ArrayList<>();

    RunCheck(RecordedRun run, DependencyGraph graph, TaskTimes times) {
        this.run = run;
        this.graph = graph;
        this.times = times;
    }

    List<Violation> violations() {
        checkCounts();
        checkOrder();
        checkCores();
        checkEnds();
        return List.copyOf(violations);
    }

    /** Who has died could not say how much it had counted. */
    private void checkCounts() {
        if (run.state() == State.LOST) {
            return;
        }
        checkCount("tasks", run.tasks().size(), run.counts().tasks());
        checkCount("dependencies", run.edges().size(), run.counts().edges());
        checkCount("kernel calls", run.executions().size(), run.counts().executions());
    }

    private void checkCount(String what, long recorded, long counted) {
        if (recorded != counted) {
            add(Rule.NOTHING_IS_MISSING, TaskTimes.NONE,
                    recorded + " " + what + " were recorded, but the run counted " + counted);
        }
    }

    private void checkOrder() {
        for (RecordedEdge edge : run.edges()) {
            checkEdge(edge);
        }
        for (int consumer = 0; consumer < graph.tasks(); consumer++) {
            for (int producer : graph.producers(consumer)) {
                checkPair(producer, consumer);
            }
        }
    }

    private void checkEdge(RecordedEdge edge) {
        if (!DependencyGraph.isKnown(edge, graph.tasks())) {
            add(Rule.NOTHING_IS_MISSING, TaskTimes.NONE, "task " + edge.consumer() + " depends on task "
                    + edge.producer() + ", but only " + graph.tasks() + " were recorded");
        } else if (!graph.has(edge)) {
            add(Rule.NO_CYCLE, edge.consumer(), TaskName.of(run, edge.consumer()) + " depends on "
                    + TaskName.of(run, edge.producer()) + ", which depends on it, be it through others");
        }
    }

    private void checkPair(int producer, int consumer) {
        if (times.last(producer) != TaskTimes.NONE && times.last(consumer) != TaskTimes.NONE
                && times.start(consumer) < times.end(producer)) {
            add(Rule.CONSUMER_AFTER_PRODUCER, consumer, TaskName.of(run, consumer) + " began "
                    + (times.end(producer) - times.start(consumer)) + " ns before " + TaskName.of(run, producer)
                    + " had ended, on which it depends");
        }
    }

    private void checkCores() {
        List<Execution> byCore = run.executions().stream()
                .filter(each -> each.startedNanos() != RecordedRun.NOT_STAMPED)
                .sorted(Comparator.comparingInt(Execution::core).thenComparingLong(Execution::startedNanos)).toList();
        for (int i = 1; i < byCore.size(); i++) {
            Execution before = byCore.get(i - 1);
            Execution after = byCore.get(i);
            if (before.core() == after.core() && after.startedNanos() < times.end(before)) {
                add(Rule.ONE_KERNEL_PER_CORE, after.task(), TaskName.of(run, after.task()) + " began on core "
                        + after.core() + " while " + TaskName.of(run, before.task()) + " was running there");
            }
        }
    }

    private void checkEnds() {
        if (run.state() != State.COMPLETED) {
            return;
        }
        for (Execution execution : run.executions()) {
            if (execution.endedNanos() == RecordedRun.NOT_STAMPED) {
                add(Rule.EVERY_TASK_ENDS, execution.task(), TaskName.of(run, execution.task()) + " began on core "
                        + execution.core() + " and never ended");
            }
        }
        for (int task = 0; task < graph.tasks(); task++) {
            if (run.tasks().get(task).completedNanos() == RecordedRun.NOT_STAMPED) {
                add(Rule.EVERY_TASK_ENDS, task,
                        TaskName.of(run, task) + " was created and never completed, though the run did");
            }
        }
    }

    private void add(Rule rule, int task, String text) {
        violations.add(new Violation(rule, task, text));
    }
}
