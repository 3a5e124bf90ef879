package org.chiptest.runtime.internal.capture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.Core;
import org.chiptest.runtime.capture.RecordedRun.Execution;
import org.chiptest.runtime.capture.RecordedRun.Phase;
import org.chiptest.runtime.capture.RecordedRun.RecordedEdge;

/** Write {@code l2_perf_records.json}: when each task ran on each core, and what threads did between. */
final class SwimlaneFile {

    static final String NAME = "l2_perf_records.json";

    private static final int VERSION = 2;
    private static final int MAX_FANOUT = 128;
    private static final String ORCHESTRATOR = "orch_";

    private final RecordedRun run;
    private final RecordingFacts facts;
    private final Json json;

    /** All times of the file begin here. */
    private final long base;

    private SwimlaneFile(RecordedRun run, RecordingFacts facts, Json json) {
        this.run = run;
        this.facts = facts;
        this.json = json;
        long first = Long.MAX_VALUE;
        for (Execution execution : run.executions()) {
            first = Math.min(first, execution.dispatchedNanos());
        }
        for (Phase phase : run.phases()) {
            first = Math.min(first, phase.beginNanos());
        }
        base = first == Long.MAX_VALUE ? 0 : first;
    }

    static void write(RecordedRun run, RecordingFacts facts, Appendable out) {
        new SwimlaneFile(run, facts, new Json(out)).write();
    }

    private void write() {
        json.open('{').field("version", VERSION).line().key("tasks").open('[');
        List<Set<Long>> fanout = fanout(run);
        run.executions().stream().sorted(Comparator.comparingLong(execution -> run.tasks().get(execution.task()).id()))
                .forEach(execution -> task(execution, fanout.get(execution.task())));
        json.close(']').line().key("core_to_thread").open('[');
        run.cores().forEach(core -> json.number(core.thread()));
        json.close(']').line();
        schedulers();
        orchestrator();
        json.line().key("chiptest").open('{').field("state", run.state().name().toLowerCase(Locale.ROOT))
                .key("recording_ns_per_kernel").decimal(facts.nanosPerKernel()).field("records_lost", facts.lost());
        facts.times().ifPresent(times -> json.key("run_ns").open('{').field("bind", times.bind())
                .field("copy_in", times.copyIn()).field("orchestrate", times.orchestrate())
                .field("execute", times.execute()).field("copy_out", times.copyOut()).field("unbind", times.unbind())
                .close('}'));
        json.close('}');
        json.close('}');
    }

    /** Return for each task the ids of those that wait for it. */
    static List<Set<Long>> fanout(RecordedRun run) {
        List<Set<Long>> fanout = new ArrayList<>();
        run.tasks().forEach(_ -> fanout.add(new LinkedHashSet<>()));
        for (RecordedEdge edge : run.edges()) {
            fanout.get(edge.producer()).add(run.tasks().get(edge.consumer()).id());
        }
        return fanout;
    }

    private void task(Execution execution, Set<Long> fanout) {
        long id = run.tasks().get(execution.task()).id();
        boolean whole = execution.startedNanos() >= 0 && execution.endedNanos() >= 0;
        json.line().open('{').field("task_id", id).field("func_id", execution.funcId())
                .field("core_id", execution.core()).field("core_type", type(run.cores().get(execution.core())))
                .field("ring_id", id >>> Integer.SIZE);
        time("start_time_us", execution.startedNanos());
        time("end_time_us", execution.endedNanos());
        json.key("duration_us").micros(whole ? execution.endedNanos() - execution.startedNanos() : 0);
        time("dispatch_time_us", execution.dispatchedNanos());
        time("finish_time_us", execution.finishedNanos());
        json.numbers("fanout", fanout.size() > MAX_FANOUT ? List.of() : fanout).field("fanout_count", fanout.size());
        if (execution.endedNanos() < 0) {
            json.field("running", true);
        }
        json.close('}');
    }

    static String type(Core core) {
        return core.kind().name().toLowerCase(Locale.ROOT);
    }

    private void time(String name, long nanos) {
        json.key(name).micros(nanos < 0 ? 0 : nanos - base);
    }

    private void schedulers() {
        Map<Integer, List<Phase>> byThread = run.phases().stream().filter(phase -> phase.who() > 0)
                .collect(Collectors.groupingBy(Phase::who));
        int threads = byThread.keySet().stream().max(Comparator.naturalOrder()).orElse(0);
        json.key("aicpu_scheduler_phases").open('[');
        for (int thread = 1; thread <= threads; thread++) {
            json.line().open('[');
            int iteration = 0;
            for (Phase phase : byThread.getOrDefault(thread, List.of())) {
                json.open('{');
                time("start_time_us", phase.beginNanos());
                time("end_time_us", phase.endNanos());
                json.field("phase", phase.name()).field("loop_iter", iteration++)
                        .field("tasks_processed", phase.count()).close('}');
            }
            json.close(']');
        }
        json.close(']').line();
    }

    private void orchestrator() {
        List<Phase> phases = run.phases().stream()
                .filter(phase -> phase.who() == 0 && phase.name().startsWith(ORCHESTRATOR)).toList();
        json.key("aicpu_orchestrator_phases").open('[').open('[');
        for (Phase phase : phases) {
            json.line().open('{').field("phase", phase.name());
            time("start_time_us", phase.beginNanos());
            time("end_time_us", phase.endNanos());
            json.field("submit_idx", phase.count()).field("task_id", id(phase)).close('}');
        }
        json.close(']').close(']');
        if (!phases.isEmpty()) {
            summary(phases);
        }
    }

    private long id(Phase phase) {
        return phase.task() >= 0 && phase.task() < run.tasks().size() ? run.tasks().get(phase.task()).id() : -1;
    }

    private void summary(List<Phase> phases) {
        Map<String, Long> sums = phases.stream().collect(Collectors.groupingBy(Phase::name,
                Collectors.summingLong(phase -> phase.endNanos() - phase.beginNanos())));
        json.line().key("aicpu_orchestrator").open('{');
        time("start_time_us", phases.getFirst().beginNanos());
        time("end_time_us", phases.getLast().endNanos());
        json.field("submit_count", phases.stream().mapToInt(Phase::count).max().orElse(0)).key("phase_us").open('{');
        for (String name : List.of("sync", "alloc", "params", "lookup", "heap", "insert", "fanin", "scope_end")) {
            json.key(name).micros(sums.getOrDefault(ORCHESTRATOR + name, 0L));
        }
        json.close('}').close('}');
    }
}
