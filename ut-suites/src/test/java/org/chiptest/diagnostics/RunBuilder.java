package org.chiptest.diagnostics;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.Core;
import org.chiptest.runtime.capture.RecordedRun.CoreKind;
import org.chiptest.runtime.capture.RecordedRun.Counts;
import org.chiptest.runtime.capture.RecordedRun.Execution;
import org.chiptest.runtime.capture.RecordedRun.Function;
import org.chiptest.runtime.capture.RecordedRun.Overlap;
import org.chiptest.runtime.capture.RecordedRun.Phase;
import org.chiptest.runtime.capture.RecordedRun.Reason;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.RecordedEdge;
import org.chiptest.runtime.capture.RecordedRun.RecordedTask;
import org.chiptest.runtime.capture.RecordedRun.ScopeUse;
import org.chiptest.runtime.capture.RecordedRun.State;
import org.chiptest.runtime.device.RuntimeKind;

/** Write small records of runs by hand. A task's kernel runs from its start to its end on one core. */
public final class RunBuilder {

    private final int clusters;
    private final List<RecordedTask> tasks = new ArrayList<>();
    private final List<RecordedEdge> edges = new ArrayList<>();
    private final List<Execution> executions = new ArrayList<>();
    private final List<Phase> phases = new ArrayList<>();
    private final List<ScopeUse> scopes = new ArrayList<>();
    private final List<Function> functions = new ArrayList<>(
            List.of(new Function(0, "cube"), new Function(1, "vector")));
    private State state = State.COMPLETED;
    private String label = "RunTest small/one";
    private long origin;
    private int rank;

    private RunBuilder(int clusters) {
        this.clusters = clusters;
    }

    /** Begin a run on this many clusters: core numbers below it are cubes, the others vectors. */
    public static RunBuilder on(int clusters) {
        return new RunBuilder(clusters);
    }

    /** Add a task with one kernel on a vector core, created and ready at given moments, dispatched when it starts. */
    public RunBuilder task(long created, long ready, int core, long start, long end) {
        return task(created, ready, core, start, end, end);
    }

    /** Add the same, of which the scheduler knew the end later. */
    public RunBuilder task(long created, long ready, int core, long start, long end, long completed) {
        boolean cube = core < clusters;
        executions.add(new Execution(tasks.size(), cube ? 0 : 1, 0, core, 0, start, start, end, completed));
        tasks.add(new RecordedTask(tasks.size(), cube ? List.of(0, -1, -1) : List.of(-1, 1, -1), 1, false, 1, created,
                ready, completed, List.of()));
        return this;
    }

    /** Add a task without kernels that has not begun. */
    public RunBuilder waiting(long created, long ready) {
        tasks.add(new RecordedTask(tasks.size(), List.of(-1, 1, -1), 1, false, 1, created, ready,
                RecordedRun.NOT_STAMPED, List.of()));
        return this;
    }

    /** Give the last task its arguments. */
    public RunBuilder arguments(RecordedArgument... arguments) {
        RecordedTask last = tasks.removeLast();
        tasks.add(new RecordedTask(last.id(), last.kernels(), last.blocks(), last.manualScope(), last.scopeDepth(),
                last.createdNanos(), last.readyNanos(), last.completedNanos(), List.of(arguments)));
        return this;
    }

    /** Let a task wait for another. */
    public RunBuilder edge(int producer, int consumer) {
        edges.add(new RecordedEdge(producer, consumer, Reason.EXPLICIT, -1, Overlap.NONE, -1));
        return this;
    }

    public RunBuilder scope(ScopeUse use) {
        scopes.add(use);
        return this;
    }

    public RunBuilder phase(Phase phase) {
        phases.add(phase);
        return this;
    }

    public RunBuilder function(int funcId, String name) {
        functions.set(funcId, new Function(funcId, name));
        return this;
    }

    public RunBuilder label(String label) {
        this.label = label;
        return this;
    }

    public RunBuilder state(State state) {
        this.state = state;
        return this;
    }

    public RunBuilder rank(int rank, long origin) {
        this.rank = rank;
        this.origin = origin;
        return this;
    }

    /** Return the same run with its tasks in the opposite order of creation. */
    public static RecordedRun reversed(RecordedRun run) {
        int last = run.tasks().size() - 1;
        return new RecordedRun(run.label(), run.platform(), run.runtime(), run.rank(), run.state(), run.originNanos(),
                run.makespanNanos(), run.functions(), run.cores(), run.tasks().reversed(),
                run.edges().stream().map(each -> new RecordedEdge(last - each.producer(), last - each.consumer(),
                        each.reason(), each.argument(), each.overlap(), each.producerArgument())).toList(),
                run.executions().stream().map(each -> new Execution(last - each.task(), each.funcId(), each.block(),
                        each.core(), each.thread(), each.dispatchedNanos(), each.startedNanos(), each.endedNanos(),
                        each.finishedNanos())).toList(),
                run.phases(), run.scopes(), run.counts());
    }

    /** End the record at this moment, with counts that it equals. */
    public RecordedRun until(long makespan) {
        return until(makespan, new Counts(tasks.size(), edges.size(), executions.size()));
    }

    public RecordedRun until(long makespan, Counts counts) {
        List<Core> cores = IntStream.range(0, 3 * clusters)
                .mapToObj(core -> new Core(core, core < clusters ? CoreKind.AIC : CoreKind.AIV, 0)).toList();
        return new RecordedRun(label, "a2a3sim", RuntimeKind.TENSORMAP_AND_RINGBUFFER, rank, state, origin, makespan,
                functions, cores, tasks, edges, executions, phases, scopes, counts);
    }
}
