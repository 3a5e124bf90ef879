package org.chiptest.diagnostics.analysis;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.chiptest.runtime.capture.RecordedRun;

/**
 * Answer questions about one run of one chip. Each answer is found when it is asked for the first time. Thread-safe.
 *
 * <p>Times are nanoseconds, as in {@link RecordedRun}. A kernel that was still running when recording stopped counts until the end
 * of the record.
 */
public final class RunAnalysis {

    private final RecordedRun run;
    private final Supplier<DependencyGraph> graph;
    private final Supplier<TaskTimes> times;
    private final Supplier<CriticalPath> criticalPath;
    private final Supplier<List<MakespanPiece>> makespan;
    private final Supplier<BusyCores> busy;
    private final Supplier<List<Violation>> violations;
    private final Supplier<List<Hazard>> hazards;

    private RunAnalysis(RecordedRun run) {
        this.run = run;
        graph = Once.of(() -> DependencyGraph.of(run));
        times = Once.of(() -> TaskTimes.of(run));
        busy = Once.of(() -> BusyCores.of(run));
        criticalPath = Once.of(() -> CriticalPath.of(graph.get(), times.get()));
        makespan = Once.of(() -> new BlameWalk(run, graph.get(), times.get(), busy.get()).pieces());
        violations = Once.of(() -> new RunCheck(run, graph.get(), times.get()).violations());
        hazards = Once.of(() -> new HazardSearch(run, graph.get()).found());
    }

    /** Analyse a run. */
    public static RunAnalysis of(RecordedRun run) {
        return new RunAnalysis(run);
    }

    /** Return what is analysed. */
    public RecordedRun run() {
        return run;
    }

    /** Return the indices of all tasks, each behind those that it waits for; where that leaves a choice, in the order of their creation. */
    public IntStream order() {
        return IntStream.of(graph.get().order());
    }

    /** Return the indices of the tasks that a task waits for, ascending. */
    public IntStream producers(int task) {
        return IntStream.of(graph.get().producers(task));
    }

    /** Return the indices of the tasks that wait for a task, ascending. */
    public IntStream consumers(int task) {
        return IntStream.of(graph.get().consumers(task));
    }

    /** Return the longest chain of dependent tasks by the time of their kernels. */
    public CriticalPath criticalPath() {
        return criticalPath.get();
    }

    /** Return the shortest time that the measured kernels allow on as many cores as they like: the length of the critical path. */
    public long floorNanos() {
        return criticalPath().nanos();
    }

    /**
     * Forecast how long the measured kernels would take on a chip of this many clusters: the tasks of the recorded graph, those with the
     * longest way to the end first, each on the first core that is idle. Orchestrating and dispatching take no time in it, and
     * the blocks of a task need not start together.
     *
     * @param clusters 1 or more, such as 24 or 36; each has one cube and two vector cores
     */
    public long forecastNanos(int clusters) {
        return new ListSchedule(run, graph.get(), times.get(), clusters).makespan();
    }

    /** Return how many clusters the chip has. */
    public int clusters() {
        return (int) Math.max(1,
                run.cores().stream().filter(core -> core.kind() == RecordedRun.CoreKind.AIC).count());
    }

    /** Return what the observed makespan is made of, from the beginning to the end: pieces that follow each other without a gap. */
    public List<MakespanPiece> makespan() {
        return makespan.get();
    }

    /**
     * Return what a task waited for between its creation and its first kernel.
     *
     * @param task index of the task
     */
    public TaskWait waitOf(int task) {
        return TaskWait.of(run, graph.get(), times.get(), busy.get(), task);
    }

    /** Return what was measured of each kernel, the one with the most time first. */
    public List<FunctionStatistics> functions() {
        return FunctionStatistics.of(run);
    }

    /** Return what cannot have happened in a run that was right; none if all is well. */
    public List<Violation> violations() {
        return violations.get();
    }

    /** Return where a dependency may be missing, or a region be wrong, at most a hundred places. */
    public List<Hazard> hazards() {
        return hazards.get();
    }

    /** Return the rings, heaps and pools that were full or nearly so, with the size that would have sufficed. */
    public List<SizingAdvice> advice() {
        return SizingAdvice.of(run);
    }

    /** Return what tasks and orchestration waited for, the class with the most time first; of a run that did not end, what it hangs on. */
    public List<Stall> stalls() {
        return new StallSearch(run, graph.get(), times.get(), busy.get()).stalls();
    }

    /** Return the name of a task for people: its kernels and its number, such as {@code QK+SV(r1t7)}. */
    public String name(int task) {
        return TaskName.of(run, task);
    }
}
