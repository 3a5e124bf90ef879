package org.chiptest.runtime.internal.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

import org.chiptest.runtime.ExpectedOutput;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.HostWorkerSpec;
import org.chiptest.runtime.hierarchy.RegisteredCallable;
import org.chiptest.runtime.internal.platform.PlatformDescription;
import org.chiptest.runtime.internal.process.parent.ChildDevice;
import org.chiptest.runtime.internal.process.parent.ChildDeviceOpener;
import org.chiptest.runtime.internal.process.parent.RenewedDevice;
import org.chiptest.runtime.internal.process.parent.RunBudget;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a foreign library does wrong in its process costs whoever asked for it, and is named. */
class ForeignProcessTests {

    private static final CallConfig CONFIG = CallConfig.defaults().withBlockDim(3);
    private static final long TENSOR_BYTES = 16L << 20;

    /** Most of it is never touched. */
    private static final long HOST_BYTES = 8L << 30;

    @RegisterExtension
    final ExpectedOutput output = new ExpectedOutput();

    @TempDir
    Path folder;

    @TempDir
    Path workers;

    @AfterEach
    void nothingIsLeft() {
        assertThat(workers).isEmptyDirectory();
    }

    @Test
    void aCodeComesWithTheLinesThatTheLibraryHasWrittenSinceTheCall() {
        try (ChildDevice device = open(ForeignGeneration.FIRST, "say prepare_callable before",
                "say run_prepared [ERROR] ring 2 is full", "code run_prepared -2")) {
            ChipWorker worker = ChipWorker.open(_ -> device, 0);
            worker.prepare(0, PlantedRuntime.vector(ForeignGeneration.FIRST));
            assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> worker.run(0, new TaskArgs(), CONFIG))
                    .withMessage("run_prepared failed with code -2: mysim: run_prepared returned -2; it wrote:"
                            + "\n  [ERROR] ring 2 is full")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(-2));
        }
    }

    @Test
    void aLineThatTellsOfABusyMachineMakesTheFailureOneOfTheMachine() {
        try (ChildDevice device = open(ForeignGeneration.FIRST, Map.of("infra", "deinit timed out"),
                "say run_prepared Core 2 deinit timed out", "code run_prepared -1")) {
            device.prepare(0, PlantedRuntime.vector(ForeignGeneration.FIRST));
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> device.run(0, new TaskArgs(), CONFIG))
                    .withMessageContaining(
                            "infra: mysim: run_prepared returned -1; it wrote:\n  Core 2 deinit timed out");
        }
    }

    @ParameterizedTest
    @CsvSource({"FIRST, prepare_callable", "FIRST, device_malloc_ctx", "SECOND, simpler_wait_run"})
    void aCrashCostsTheProcessAndNamesTheOperation(ForeignGeneration generation, String function) {
        try (ChildDevice device = open(generation, "crash " + function)) {
            assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(() -> everything(device, generation))
                    .satisfies(e -> {
                        assertThat(e.getMessage()).contains("SIGSEGV", "mysim/host_build_graph device 0");
                        assertThat(e.death().operation().toString()).isNotEmpty();
                    });
        }
    }

    @Test
    void aCrashWhileTheDeviceIsOpenedIsNamed() {
        assertThatExceptionOfType(WorkerDiedException.class)
                .isThrownBy(() -> open(ForeignGeneration.SECOND, "crash simpler_init"))
                .withMessageContaining("SIGSEGV").withMessageContaining(" during init, in simpler_init");
    }

    @ParameterizedTest
    @CsvSource({"FIRST, prepare_callable, prepare_callable", "SECOND, simpler_launch_run, run_prepared"})
    void aCallThatNeverReturnsIsEndedAtItsDeadline(ForeignGeneration generation, String function, String operation) {
        WorkerSettings settings = settings(PlantedRuntime.in(folder.resolve("home"), generation, "hang " + function),
                Map.of()).withControlDeadline(Duration.ofSeconds(2)).withRunGrace(Duration.ofMillis(100));
        try (ChildDeviceOpener opener = opener(settings); ChildDevice device = opener.open(0)) {
            assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(() -> everything(device, generation))
                    .withMessageStartingWith(operation + " failed: ").withMessageContaining("gave no answer within")
                    .withMessageContaining(", in " + function + "");
        }
    }

    @Test
    void aDeviceThatCannotBeFinalizedIsToldWithItsReason() {
        ChildDevice device = open(ForeignGeneration.FIRST, "code finalize_device -1",
                "say finalize_device card is gone");
        assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(device::close)
                .withMessageStartingWith("finalize failed: ")
                .withMessageContaining("mysim: finalize_device returned -1; it wrote:\n")
                .withMessageContaining("card is gone");
    }

    @Test
    void threadsThatOutliveTheDeviceAreToldWhenItIsClosed() {
        ChildDevice device = open(ForeignGeneration.SECOND, "outlive");
        everything(device, ForeignGeneration.SECOND);
        assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(device::close)
                .withMessageContaining("mysim: 1 of its threads still runs after destroy_device_context");
    }

    @Test
    void whatALibraryPrintsDisturbsNothing() {
        try (ChildDevice device = open(ForeignGeneration.FIRST, "stdout")) {
            long mark = device.logMark();
            everything(device, ForeignGeneration.FIRST);
            assertThat(device.logSince(mark)).contains("the runtime says something on standard output");
        }
    }

    @Test
    void aProcessThatTheRuntimeStartsWithItsDeviceIsItsOwnAndEndsWithItsProcess() throws IOException {
        List<Long> own;
        try (ChildDevice device = open(ForeignGeneration.FIRST, "keep-process")) {
            everything(device, ForeignGeneration.FIRST);
            own = ProcessHandle.of(device.pid()).orElseThrow().children().map(ProcessHandle::pid).toList();
            assertThat(device.shortage()).isEmpty();
            assertThat(own).singleElement().satisfies(pid -> assertThat(state(pid)).isNotIn('Z', 'X'));
        }
        // whoever adopts what has ended may take its time to notice
        assertThat(own).allSatisfy(pid -> assertThat(state(pid)).isIn('Z', 'X'));
        assertThat(output.text()).doesNotContain("left processes behind");
    }

    @Test
    void descriptorsThatALibraryKeepsAreAReasonToReplaceItsProcess() {
        try (ChildDevice device = open(ForeignGeneration.FIRST, "leak")) {
            device.prepare(0, PlantedRuntime.vector(ForeignGeneration.FIRST));
            assertThat(device.shortage()).isEmpty();
            Optional<String> shortage = Optional.empty();
            for (int i = 0; i < 1000 && shortage.isEmpty(); i++) {
                run(device, 0);
                shortage = device.shortage();
            }
            assertThat(shortage).hasValueSatisfying(text -> assertThat(text)
                    .matches(".* left its process changed, which is replaced: file descriptors: few are left; "
                            + "it has \\d+ files open, of \\d+ at most"));
        }
    }

    @Test
    void ringsOfARunAreInTheEnvironmentOfCForItsTimeOnlyAndTemporaryFilesArePrivate() {
        try (ChildDevice device = open(ForeignGeneration.FIRST, Map.of("environment.MINE", "{home}/x"),
                "tell-environment")) {
            device.prepare(0, PlantedRuntime.vector(ForeignGeneration.FIRST));
            long mark = device.logMark();
            run(device, 0, CONFIG.withSettings(RunSettings.unset().withTaskWindow(64)));
            run(device, 0);
            assertThat(device.logSince(mark).lines().map(line -> line.replaceFirst("chiptest-worker-[^/]*", "W")))
                    .containsExactly("task window 64, TMPDIR " + workers + "/W/scratch",
                            "task window unset, TMPDIR " + workers + "/W/scratch");
        }
    }

    @Test
    void whatALibraryLeavesElsewhereIsRemovedByNameAndOwner() throws IOException {
        long before = litter();
        try (ChildDevice device = open(ForeignGeneration.FIRST, Map.of("litter", "/tmp/aicore_sim_planted*"),
                "litter")) {
            everything(device, ForeignGeneration.FIRST);
            assertThat(litter()).isEqualTo(before + 1);
        }
        assertThat(litter()).isLessThanOrEqualTo(before);
    }

    @Test
    void aProcessIsRenewedBeforeTheRunThatWouldBeOneTooMany() {
        try (RenewedDevice device = renewed(3, Set.of(), "die-at 4")) {
            device.prepare(0, PlantedRuntime.vector(ForeignGeneration.FIRST));
            CounterSnapshot before = device.counters();
            long pid = device.process().pid();
            for (int i = 0; i < 7; i++) {
                assertThat(run(device, 0)).isEqualTo(42);
            }
            CounterSnapshot happened = device.counters().since(before);
            assertThat(device.process().pid()).isNotEqualTo(pid);
            assertThat(happened.runs()).isEqualTo(7);
            assertThat(happened.hostOpens()).isZero();
            assertThat(happened.processes()).isEqualTo(3);
            assertThat(happened).asString().endsWith("counted by 3 processes, one after the other");
        }
    }

    @Test
    void aProcessWithLiveMemoryIsNotRenewedAndTheRunSaysWhy() {
        try (RenewedDevice device = renewed(1, Set.of())) {
            device.prepare(0, PlantedRuntime.vector(ForeignGeneration.FIRST));
            run(device, 0);
            long pointer = device.malloc(64);
            assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> run(device, 0)).withMessage(
                    "a process of mysim can do 1 runs (platform.mysim.runs-per-process), and has done 1; it cannot be"
                            + " renewed while 1 block(s) of device memory are live; free them before, or raise the limit");
            device.free(pointer);
            assertThat(run(device, 0)).isEqualTo(42);
        }
    }

    @Test
    void betweenItsUsersAProcessIsRenewedWhenFewerRunsAreLeftThanOneHasNeeded() {
        try (RenewedDevice device = renewed(5, Set.of())) {
            long first = device.process().pid();
            use(device, 2);
            assertThat(device.process().pid()).isEqualTo(first);
            use(device, 2);
            assertThat(device.process().pid()).isNotEqualTo(first);
        }
    }

    @Test
    void aFailureAfterWhichAProcessIsOfNoUseHasItRenewed() throws IOException {
        try (RenewedDevice device = renewed(100, Set.of(-1), "code run_prepared -1")) {
            device.prepare(0, PlantedRuntime.vector(ForeignGeneration.FIRST));
            long first = device.process().pid();
            assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> run(device, 0));
            Files.writeString(folder.resolve("home/libhost_runtime.so.fault"), "");
            assertThat(run(device, 0)).isEqualTo(42);
            assertThat(device.process().pid()).isNotEqualTo(first);
        }
    }

    @Test
    void aDeathSaysWhichRunOfItsProcessItWas() {
        try (RenewedDevice device = renewed(100, Set.of(), "die-at 3")) {
            device.prepare(0, PlantedRuntime.vector(ForeignGeneration.FIRST));
            run(device, 0);
            run(device, 0);
            assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(() -> run(device, 0))
                    .withMessageEndingWith("; it was run 3 of its process");
        }
    }

    @Test
    void theLogGoesOnWhenAProcessIsRenewed() {
        try (RenewedDevice device = renewed(1, Set.of(), "stdout")) {
            device.prepare(0, PlantedRuntime.vector(ForeignGeneration.FIRST));
            long mark = device.logMark();
            run(device, 0);
            run(device, 0);
            assertThat(device.logSince(mark).lines()).containsExactly("the runtime says something on standard output",
                    "[the process was renewed after 1 runs]", "the runtime says something on standard output");
        }
    }

    @Test
    void chipsOfAHostWorkerRun() {
        ChipSource source = source();
        try (HostWorker host = new HostWorker(HostWorkerSpec.level3(source, 0, 1))) {
            RegisteredCallable vector = host.register(PlantedRuntime.vector(ForeignGeneration.FIRST));
            host.init();
            List<HostTensor> sums = List.of(host.allocate(DataType.FLOAT32, 16), host.allocate(DataType.FLOAT32, 16));
            HostTensor a = host.allocate(DataType.FLOAT32, 16).fill(2);
            HostTensor b = host.allocate(DataType.FLOAT32, 16).fill(3);
            host.run(orchestrator -> {
                for (int chip = 0; chip < 2; chip++) {
                    orchestrator.submitNextLevel(vector, new TaskArgs().tensor(a, TensorArgType.INPUT)
                            .tensor(b, TensorArgType.INPUT).tensor(sums.get(chip), TensorArgType.OUTPUT_EXISTING),
                            CONFIG,
                            chip);
                }
            });
            assertThat(sums).allSatisfy(sum -> assertThat(sum.get(15)).isEqualTo(42));
        }
    }

    private ChipSource source() {
        return new ChipSource("mysim", RuntimeKind.HOST_BUILD_GRAPH,
                settings(PlantedRuntime.in(folder.resolve("home"), ForeignGeneration.FIRST), Map.of())
                        .withTensorBytes(HOST_BYTES));
    }

    private void use(RenewedDevice device, int runs) {
        device.prepare(0, PlantedRuntime.vector(ForeignGeneration.FIRST));
        for (int i = 0; i < runs; i++) {
            run(device, 0);
        }
        device.unregister(0);
        assertThat(device.shortage()).isEmpty();
    }

    private ChildDevice open(ForeignGeneration generation, String... faults) {
        return open(generation, Map.of(), faults);
    }

    private ChildDevice open(ForeignGeneration generation, Map<String, String> entries, String... faults) {
        WorkerSettings settings = settings(PlantedRuntime.in(folder.resolve("home"), generation, faults), entries);
        try (ChildDeviceOpener opener = opener(settings)) {
            return opener.open(0);
        }
    }

    private RenewedDevice renewed(int runs, Set<Integer> ending, String... faults) {
        WorkerSettings settings = settings(
                PlantedRuntime.in(folder.resolve("home"), ForeignGeneration.FIRST, faults), Map.of());
        try (ChildDeviceOpener opener = opener(settings)) {
            return RenewedDevice.open(TENSOR_BYTES,
                    new RunBudget("mysim", OptionalInt.of(runs), ending, Optional.empty()),
                    memory -> opener.open(0, memory));
        }
    }

    private WorkerSettings settings(PlantedRuntime planted, Map<String, String> entries) {
        Map<String, String> all = new TreeMap<>(entries);
        all.put("home", planted.home().toString());
        return TestToolchain.settings(workers).withTensorBytes(TENSOR_BYTES)
                .withPlatformDescription(new PlatformDescription("mysim", all).text());
    }

    private static ChildDeviceOpener opener(WorkerSettings settings) {
        return new ChildDeviceOpener("mysim", RuntimeKind.HOST_BUILD_GRAPH, settings);
    }

    private static void everything(Device device, ForeignGeneration generation) {
        device.prepare(0, PlantedRuntime.vector(generation));
        run(device, 0, CONFIG.withSettings(RunSettings.unset().withDeadline(Duration.ofSeconds(2))));
        long pointer = device.malloc(8);
        device.copyTo(pointer, MemorySegment.ofArray(new long[1]));
        device.free(pointer);
        device.unregister(0);
    }

    private static double run(Device device, int cid) {
        return run(device, cid, CONFIG);
    }

    private static double run(Device device, int cid, CallConfig config) {
        try (HostTensor a = HostTensor.allocate(device.tensorMemory(), DataType.FLOAT32, 16_384).fill(2);
                HostTensor b = HostTensor.allocate(device.tensorMemory(), DataType.FLOAT32, 16_384).fill(3);
                HostTensor f = HostTensor.allocate(device.tensorMemory(), DataType.FLOAT32, 16_384)) {
            device.run(cid, new TaskArgs().tensor(a).tensor(b).tensor(f), config);
            return f.get(16_383);
        }
    }

    /** Return the state of a process as the system tells it, X if it is gone. */
    private static char state(long pid) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (NoSuchFileException e) {
            return 'X';
        }
    }

    private static long litter() throws IOException {
        try (var files = Files.list(Path.of("/tmp"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("aicore_sim_planted")).count();
        }
    }
}
