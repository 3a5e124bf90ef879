package org.chiptest.runtime.internal.capture;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.Execution;

/**
 * Write {@code chip_swimlane_records.json}, the newer shape of a swimlane: what the cores have seen and what the threads that serve them
 * have seen, each in the order of a core's calls, joined by the core and the number of the call. Arrows and names are in
 * {@code deps.json}.
 *
 * <p>The clock counts nanoseconds: the counter of a chip would be coarser than what was recorded.
 */
final class ChipSwimlaneFile {

    static final String NAME = "chip_swimlane_records.json";

    private static final long NANOS = 1_000_000_000;

    private final RecordedRun run;
    private final Json json;

    private ChipSwimlaneFile(RecordedRun run, Json json) {
        this.run = run;
        this.json = json;
    }

    static void write(RecordedRun run, RecordingFacts facts, Appendable out) {
        new ChipSwimlaneFile(run, new Json(out)).write(facts);
    }

    private void write(RecordingFacts facts) {
        json.open('{').key("metadata").open('{').field("clock_freq_hz", NANOS).field("num_cores", run.cores().size())
                .key("core_types").open('[');
        run.cores().forEach(core -> json.text(SwimlaneFile.type(core)));
        json.close(']').key("core_to_thread").open('[');
        run.cores().forEach(core -> json.number(core.thread()));
        json.close(']').close('}');
        List<Call> calls = calls();
        json.line().key("aicore_tasks").open('[');
        calls.stream().filter(call -> call.execution.startedNanos() >= 0).forEach(this::kernel);
        json.close(']').line().key("aicpu_tasks").open('[');
        calls.forEach(this::dispatch);
        json.close(']').line().key("chiptest").open('{')
                .field("state", run.state().name().toLowerCase(Locale.ROOT)).key("recording_ns_per_kernel")
                .decimal(facts.nanosPerKernel()).field("records_lost", facts.lost()).close('}').close('}');
    }

    /** A call, and its number among those of its core. */
    private record Call(Execution execution, int number) {}

    private List<Call> calls() {
        Map<Integer, Integer> numbers = new HashMap<>();
        return run.executions().stream()
                .map(execution -> new Call(execution, numbers.merge(execution.core(), 1, Integer::sum))).toList();
    }

    private void kernel(Call call) {
        Execution execution = call.execution;
        json.line().open('[').number(execution.core()).number(run.tasks().get(execution.task()).id())
                .number(call.number).number(execution.startedNanos()).number(stamped(execution.endedNanos()))
                .close(']');
    }

    private void dispatch(Call call) {
        Execution execution = call.execution;
        json.line().open('[').number(execution.core()).number(call.number).number(execution.dispatchedNanos())
                .number(stamped(execution.finishedNanos())).close(']');
    }

    private static long stamped(long nanos) {
        return Math.max(0, nanos);
    }
}
