package org.chiptest.runtime.internal.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.chiptest.diagnostics.analysis.CriticalPath;
import org.chiptest.diagnostics.analysis.RunAnalysis;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.args.DumpSelection;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ArgDirection;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.State;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.capture.CaptureSchema;
import org.chiptest.runtime.internal.capture.ParsedJson;
import org.chiptest.runtime.internal.capture.RecordReader;
import org.chiptest.runtime.place.DevicePlace;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run that was asked for captures leaves, wherever its device lives and however it ends. */
class CapturedRunTests {

    private static final Path SOURCES = Path.of("src/test/resources/org/chiptest/runtime/sim");
    private static final int TASKS = 30;
    private static final String PIPE = "vec_busy_cycles,cube_busy_cycles,scalar_busy_cycles,mte1_busy_cycles,"
            + "mte2_busy_cycles,mte3_busy_cycles,icache_miss,icache_req";
    private static final String A5_PIPE = "pmu_idc_aic_vec_busy_o,cube_instr_busy,scalar_instr_busy,mte1_instr_busy,"
            + "mte2_instr_busy,mte3_instr_busy,icache_req,icache_miss,pmu_fix_instr_busy";

    @TempDir
    Path scratch;

    @TempDir
    Path output;

    @ParameterizedTest
    @CsvSource({"a2a3sim, hbg, IN_PROCESS", "a2a3sim, trb, IN_PROCESS", "a5sim, hbg, CHILD", "a5sim, trb, CHILD"})
    void aRunLeavesTheFilesThatItWasAskedFor(String platform, String name, DevicePlace place) {
        RuntimeKind runtime = RuntimeKind.named(name).orElseThrow();
        try (Device device = place.opener(platform, runtime, TestToolchain.settings(scratch)).open(0);
                HostTensor counter = HostTensor.allocate(device.tensorMemory(), DataType.UINT32, 1)) {
            device.prepare(0, callable(runtime, "chain"));
            device.run(0, new TaskArgs().tensor(counter).scalar((long) TASKS),
                    config().withL2Swimlane(1).withDepGen(1).withPmu(2));

            RecordedRun run = RecordReader.read(device.records()).orElseThrow();
            assertThat(run.state()).isEqualTo(State.COMPLETED);
            assertThat(run.runtime()).isEqualTo(runtime);
            assertThat(run.tasks()).hasSize(TASKS).hasSize((int) run.counts().tasks());
            assertThat(run.executions()).hasSize(TASKS).hasSize((int) run.counts().executions());
            assertThat(run.edges()).hasSize(TASKS - 1).hasSize((int) run.counts().edges());
            assertThat(RecordReader.facts(device.records()).clockErrorNanos()).isPositive();
        }
        assertThat(ParsedJson.objects(CaptureSchema.swimlane(output), "tasks")).hasSize(TASKS);
        Map<String, Object> dependencies = CaptureSchema.dependencies(output);
        assertThat(ParsedJson.objects(dependencies, "tasks")).hasSize(TASKS);
        assertThat(ParsedJson.objects(dependencies, "edges")).hasSize(TASKS - 1);
        CaptureSchema.trace(output);
        List<String[]> rows = CaptureSchema.pmu(output, platform.equals("a5sim") ? A5_PIPE : PIPE);
        assertThat(rows).hasSize(TASKS);
        if (runtime == RuntimeKind.TENSORMAP_AND_RINGBUFFER) {
            assertThat(CaptureSchema.scopes(output)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"a2a3sim, hbg, CHILD", "a5sim, trb, IN_PROCESS"})
    void theNewerShapesSayTheSame(String platform, String name, DevicePlace place) {
        RuntimeKind runtime = RuntimeKind.named(name).orElseThrow();
        try (Device device = place.opener(platform, runtime, TestToolchain.settings(scratch)).open(0);
                HostTensor counter = HostTensor.allocate(device.tensorMemory(), DataType.UINT32, 1)) {
            device.prepare(0, callable(runtime, "chain"));
            device.run(0, new TaskArgs().tensor(counter).scalar((long) TASKS),
                    config().withL2Swimlane(1).withDepGen(1).withDumpTensor(2)
                            .withCaptureFormat(Diagnostics.NEWER));
        }

        assertThat((List<?>) CaptureSchema.chipSwimlane(output).get("aicore_tasks")).hasSize(TASKS);
        Map<String, Object> dependencies = CaptureSchema.newerDependencies(output);
        assertThat(ParsedJson.objects(dependencies, "tasks")).hasSize(TASKS);
        assertThat(ParsedJson.objects(dependencies, "edges")).hasSize(TASKS - 1);
        CaptureSchema.dump(output, true);
        CaptureSchema.trace(output);
        assertThat(output.resolve("l2_perf_records.json")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"'', 6", "marked, 4", "after, 3", "marked+after, 2", "task:1+task:t0, 4", "func:0+before, 3"})
    void aDumpHasWhatIsSelected(String selection, int entries) {
        RuntimeKind runtime = RuntimeKind.TENSORMAP_AND_RINGBUFFER;
        try (Device device = DevicePlace.CHILD.opener("a2a3sim", runtime, TestToolchain.settings(scratch)).open(0);
                HostTensor counter = HostTensor.allocate(device.tensorMemory(), DataType.UINT32, 1)) {
            device.prepare(0, callable(runtime, "marked"));
            device.run(0, new TaskArgs().tensor(counter), config().withDumpTensor(1)
                    .withDump(DumpSelection.parse(selection)));
        }

        assertThat(CaptureSchema.dump(output, false)).hasSize(entries);
    }

    @ParameterizedTest
    @CsvSource({"IN_PROCESS", "CHILD"})
    void scopesAreToldByWhereTheyStandAndRequestsByTheirSteps(DevicePlace place) {
        RuntimeKind runtime = RuntimeKind.TENSORMAP_AND_RINGBUFFER;
        try (Device device = place.opener("a2a3sim", runtime, TestToolchain.settings(scratch)).open(0);
                HostTensor counter = HostTensor.allocate(device.tensorMemory(), DataType.UINT32, 1)) {
            device.prepare(0, callable(runtime, "scopes"));
            device.run(0, new TaskArgs().tensor(counter), config().withL2Swimlane(1));
        }

        List<Map<String, Object>> scopes = CaptureSchema.scopes(output);
        assertThat(scopes).extracting(scope -> scope.get("site") + " " + scope.get("phase")).containsExactly(
                " begin", "graphs.cpp:" + line("in a block") + " begin", "graphs.cpp:" + line("by calls") + " begin",
                "graphs.cpp:" + line("by calls") + " end", "graphs.cpp:" + line("in a block") + " end", " end");
        Map<String, Object> swimlane = CaptureSchema.swimlane(output);
        assertThat(CaptureSchema.orchestratorPhases(swimlane)).containsExactly("orch_sync 0", "orch_alloc 0",
                "orch_lookup 0", "orch_insert 0", "orch_params 0", "orch_fanin 0", "orch_sync 0", "orch_alloc 0",
                "orch_lookup 0", "orch_insert 0", "orch_params 0", "orch_fanin 0", "orch_scope_end -1",
                "orch_scope_end -1", "orch_scope_end -1");
    }

    /** Return the line of the graphs that has this comment. */
    private static int line(String comment) {
        try {
            List<String> lines = Files.readAllLines(SOURCES.resolve("trb/graphs.cpp"));
            return 1 + IntStream.range(0, lines.size()).filter(i -> lines.get(i).endsWith("// " + comment)).findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tasksThatWaitForLaterOnesAreOneGraph() {
        try (Device device = DevicePlace.IN_PROCESS.opener("a2a3sim", RuntimeKind.HOST_BUILD_GRAPH,
                TestToolchain.settings(scratch)).open(0);
                HostTensor counter = HostTensor.allocate(device.tensorMemory(), DataType.UINT32, 1)) {
            device.prepare(0, callable(RuntimeKind.HOST_BUILD_GRAPH, "chain_backward"));
            device.run(0, new TaskArgs().tensor(counter).scalar((long) TASKS), config().withDepGen(1));
            RunAnalysis analysis = RunAnalysis.of(RecordReader.read(device.records()).orElseThrow());

            assertThat(analysis.violations()).isEmpty();
            assertThat(analysis.criticalPath().steps()).hasSize(TASKS).first()
                    .extracting(CriticalPath.Step::task).isEqualTo(TASKS - 1);
        }
    }

    @Test
    void aRunThatIsAskedForNothingLeavesNothing() {
        try (Device device = DevicePlace.IN_PROCESS.opener("a2a3sim", RuntimeKind.HOST_BUILD_GRAPH,
                TestToolchain.settings(scratch)).open(0);
                HostTensor counter = HostTensor.allocate(device.tensorMemory(), DataType.UINT32, 1)) {
            device.prepare(0, callable(RuntimeKind.HOST_BUILD_GRAPH, "chain"));
            device.run(0, new TaskArgs().tensor(counter).scalar((long) TASKS), config());

            assertThat(RecordReader.read(device.records())).isEmpty();
            assertThat(output).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @CsvSource({"hbg, IN_PROCESS", "trb, IN_PROCESS", "trb, CHILD"})
    void theTimesOfTheLastRunAreKnownCapturedOrNot(String name, DevicePlace place) {
        RuntimeKind runtime = RuntimeKind.named(name).orElseThrow();
        try (ChipWorker worker = ChipWorker.open(place.opener("a2a3sim", runtime, TestToolchain.settings(scratch)), 0);
                HostTensor counter = worker.allocate(DataType.UINT32, 1);
                PreparedCallable prepared = worker.prepare(0, callable(runtime, "chain"))) {
            assertThat(worker.lastRunTimes()).isEmpty();

            prepared.run(new TaskArgs().tensor(counter).scalar((long) TASKS), config());
            RecordedRun.Times plain = worker.lastRunTimes().orElseThrow();
            prepared.run(new TaskArgs().tensor(counter).scalar((long) TASKS), config().withL2Swimlane(1));
            RecordedRun.Times captured = worker.lastRunTimes().orElseThrow();

            assertThat(List.of(plain, captured)).allSatisfy(times -> {
                assertThat(times.orchestrate()).isPositive();
                assertThat(times.execute()).isPositive();
                assertThat(times.total()).isEqualTo(times.bind() + times.copyIn() + times.orchestrate()
                        + times.execute() + times.copyOut() + times.unbind());
            });
            assertThat(CaptureSchema.swimlane(output)).extractingByKey("chiptest").asString().contains("run_ns");
        }
    }

    @ParameterizedTest
    @CsvSource({"hbg, kernel_throws", "trb, kernel_throws"})
    void aRunThatFailsLeavesWhatItHadRecorded(String name, String entry) {
        RuntimeKind runtime = RuntimeKind.named(name).orElseThrow();
        try (Device device = DevicePlace.IN_PROCESS.opener("a2a3sim", runtime, TestToolchain.settings(scratch)).open(0);
                HostTensor counter = HostTensor.allocate(device.tensorMemory(), DataType.UINT32, 1)) {
            device.prepare(0, callable(runtime, entry));
            assertThatThrownBy(() -> device.run(0, new TaskArgs().tensor(counter), config().withL2Swimlane(1)))
                    .isInstanceOf(DeviceException.class);

            RecordedRun run = RecordReader.read(device.records()).orElseThrow();
            assertThat(run.state()).isEqualTo(State.FAILED);
            assertThat(run.executions()).singleElement()
                    .satisfies(execution -> assertThat(execution.endedNanos()).isNotNegative());
        }
        CaptureSchema.swimlane(output);
    }

    /** The kernel waits for a word: at address 0 that is a crash, else it never ends. */
    @ParameterizedTest
    @CsvSource({"a2a3sim, hbg, true", "a5sim, hbg, false", "a5sim, trb, true", "a2a3sim, trb, false"})
    void whenTheProcessDiesOrHangsWhatWasRunningIsMarked(String platform, String name, boolean crash) {
        RuntimeKind runtime = RuntimeKind.named(name).orElseThrow();
        WorkerSettings settings = TestToolchain.settings(scratch);
        Duration deadline = Duration.ofMillis(300);
        try (Device device = DevicePlace.CHILD.opener(platform, runtime, settings).open(0)) {
            device.prepare(0, callable(runtime, "waits"));
            long word = crash ? 0 : device.malloc(Long.BYTES);
            try (HostTensor zero = HostTensor.allocate(device.tensorMemory(), DataType.INT64, 1)) {
                if (!crash) {
                    device.copyTo(word, zero.memory());
                }
                WorkerDiedException death = catchThrowableOfType(WorkerDiedException.class,
                        () -> device.run(0, new TaskArgs().scalar(word), config().withL2Swimlane(1).withDepGen(1)
                                .withSettings(RunSettings.unset().withDeadline(deadline))));
                assertThat(death).isNotNull();
            }

            RecordedRun run = RecordReader.read(device.records()).orElseThrow();
            assertThat(run.state()).isEqualTo(State.LOST);
            assertThat(run.makespanNanos()).as("reaches until a run that hangs was given up")
                    .isGreaterThan(crash ? 0 : deadline.toNanos() * 9 / 10);
            assertThat(run.executions()).singleElement().satisfies(execution -> {
                assertThat(execution.startedNanos()).isNotNegative();
                assertThat(execution.endedNanos()).isEqualTo(RecordedRun.NOT_STAMPED);
            });
        }
        assertThat(ParsedJson.objects(CaptureSchema.swimlane(output), "tasks")).singleElement()
                .satisfies(task -> assertThat(task).containsEntry("running", true));
        CaptureSchema.dependencies(output);
    }

    private CallConfig config() {
        return CallConfig.defaults().withBlockDim(3).withOutputPrefix(output.toString());
    }

    private static ChipCallable callable(RuntimeKind runtime, String entry) {
        Path folder = SOURCES.resolve(runtime.shortName());
        return ChipCallable.builder().orchestration(TestToolchain.orchestration(runtime, folder.resolve("graphs.cpp")))
                .functionName(entry)
                .child(0, CoreCallable.of(List.of(ArgDirection.INOUT),
                        TestToolchain.kernel(runtime, folder.resolve("count.cpp"))))
                .child(1, CoreCallable.of(List.of(), TestToolchain.kernel(runtime, SOURCES.resolve("throw.cpp"))))
                .child(4, CoreCallable.of(List.of(ArgDirection.SCALAR),
                        TestToolchain.kernel(runtime, SOURCES.resolve("wait.cpp"))))
                .build();
    }
}
