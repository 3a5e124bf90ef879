package org.chiptest.runtime.internal.process.parent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.comm.BootstrapConfig;
import org.chiptest.runtime.comm.ChipContext;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrappedChipsTests {

    private static final CallConfig CONFIG = CallConfig.defaults();
    private static final int WINDOW = 4096;

    @TempDir
    Path directory;

    private final HostMemory memory = HostMemory.create(1L << 24);

    @AfterEach
    void nothingIsLeft() {
        memory.close();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void everyChipHasItsContext() {
        try (HostedChips chips = start(
                config -> config.withBuffer(BootstrapConfig.Buffer.of("first", DataType.INT8, 10))
                        .withBuffer(BootstrapConfig.Buffer.of("second", DataType.INT32, 2)),
                4, 6)) {
            for (int chip = 0; chip < 2; chip++) {
                ChipContext context = chips.contexts().get(chip);
                assertThat(context.deviceId()).isEqualTo(chip == 0 ? 4 : 6);
                assertThat(context.rank()).isEqualTo(chip);
                assertThat(context.ranks()).isEqualTo(2);
                assertThat(context.deviceContext()).isNotZero();
                assertThat(context.actualWindowSize()).isEqualTo(WINDOW);
                assertThat(context.buffers()).containsEntry("first", context.windowBase())
                        .containsEntry("second", context.windowBase() + 10).hasSize(2);
                assertThat(context.tensor("second", DataType.INT32, 2).childMemory()).isTrue();
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> chips.contexts().get(0).tensor("third", DataType.INT8, 1))
                    .withMessage("device 4 has no buffer 'third', only [first, second]");
        }
    }

    @Test
    void chipsReachEachOthersWindowsAndBuffersAreStoredAfterEachTask() {
        HostTensor input = HostTensor.allocate(memory, DataType.INT32, 2).fill(7);
        List<HostTensor> outputs = List.of(HostTensor.allocate(memory, DataType.INT32, 2),
                HostTensor.allocate(memory, DataType.INT32, 2));
        try (HostedChips chips = start(config -> config
                .withBuffer(BootstrapConfig.Buffer.of("board", DataType.INT32, 2).loadedFromHost().storedToHost())
                .withHostInput(new BootstrapConfig.Staging("board", input.memory()))
                .withHostOutput(new BootstrapConfig.Staging("board", outputs.get(rank(config)).memory())), 0, 1)) {
            chips.register(0, FakeWorkers.callable("tell_all"));
            chips.register(1, FakeWorkers.callable("nothing"));
            assertThat(outputs.get(0).get(0)).as("nothing is stored before a task").isZero();

            tellAll(chips, 0);
            assertThat(outputs.get(0).toDoubles()).containsExactly(100, 7);
            assertThat(outputs.get(1).toDoubles()).containsExactly(0, 0);
            tellAll(chips, 1);
            assertThat(outputs.get(1).toDoubles()).containsExactly(100, 101);
            chips.chip(0).run(1, new TaskArgs(), CONFIG);
            assertThat(outputs.get(0).toDoubles()).containsExactly(100, 101);
        }
    }

    @Test
    void aBufferThatCannotBeStoredFailsTheTaskAndNotTheChip() {
        HostTensor tooLarge = HostTensor.allocate(memory, DataType.INT32, 3);
        try (HostedChips chips = start(config -> config
                .withBuffer(BootstrapConfig.Buffer.of("out", DataType.INT32, 2).storedToHost())
                .withHostOutput(new BootstrapConfig.Staging("out", tooLarge.memory())), 0)) {
            chips.register(0, FakeWorkers.callable("nothing"));
            for (int run = 0; run < 2; run++) {
                assertThatExceptionOfType(WorkerException.class)
                        .isThrownBy(() -> chips.chip(0).run(0, new TaskArgs(), CONFIG))
                        .withMessage("WorkerThread::dispatch_process: child failed (code=1): chip_process dev=0:"
                                + " store_to_host='out': the buffer has 8 bytes, the host memory of this name 12");
            }
            assertThat(chips.chip(0).isUsable()).isTrue();
        }
    }

    @Test
    void nothingIsStoredAfterATaskThatFailed() {
        HostTensor output = HostTensor.allocate(memory, DataType.INT32, 2).fill(5);
        try (HostedChips chips = start(config -> config
                .withBuffer(BootstrapConfig.Buffer.of("out", DataType.INT32, 2).storedToHost())
                .withHostOutput(new BootstrapConfig.Staging("out", output.memory())), 0)) {
            chips.register(0, FakeWorkers.callable("fail"));
            assertThatExceptionOfType(WorkerException.class)
                    .isThrownBy(() -> chips.chip(0).run(0, new TaskArgs(), CONFIG)).withMessageContaining("code=-9");
            assertThat(output.toDoubles()).containsExactly(5, 5);
        }
    }

    @Test
    void oneChipThatCannotStartFailsTheStartWithItsMessageAndNothingIsLeft() {
        start(UnaryOperator.identity(), 0, 1).close();
        ProcessCensus before = ProcessCensus.take();
        long begin = System.nanoTime();
        assertThatExceptionOfType(WorkerException.class)
                .isThrownBy(() -> start(config -> rank(config) == 1
                        ? config.withBuffer(BootstrapConfig.Buffer.of("out", DataType.INT8, 1).storedToHost())
                        : config, 0, 1, 2))
                .withMessage(
                        "chip 1 bootstrap failed: IllegalArgumentException: buffer 'out' with store_to_host requires"
                                + " a matching BootstrapConfig.Staging in host_inputs/host_outputs; host_outputs has []");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).as("far below the deadline").isLessThan(
                Duration.ofSeconds(50));
        assertThat(directory).isEmptyDirectory();
        before.assertNothingCameToStay();
    }

    @Test
    void aDeviceThatCannotBeOpenedFailsTheStart() {
        assertThatExceptionOfType(WorkerException.class)
                .isThrownBy(() -> start(UnaryOperator.identity(), 0, FakePlatform.BROKEN_DEVICE))
                .withMessage("chip 1 bootstrap failed: DeviceException: chip_worker.init: device 13 is broken; take"
                        + " another one");
    }

    @Test
    void processesThatEndWithoutAWordFailTheStart() {
        WorkerSettings broken = FakeWorkers.settings(directory).withJavaOptions(List.of("-XX:NoSuchOption=1"));
        assertThatExceptionOfType(WorkerException.class)
                .isThrownBy(() -> start(FakeWorkers.chips(broken), UnaryOperator.identity(), 0, 1))
                .withMessageMatching(
                        "(?s)chip [01] bootstrap failed: start failed: worker process exited with code 1 "
                                + "during start.*\n  worker:\n    fake/host_build_graph device [01] .*NoSuchOption=1.*");
    }

    @Test
    void aChipThatGivesNoAnswerFailsTheStart() {
        WorkerSettings impatient = FakeWorkers.settings(directory).withStartDeadline(Duration.ofMillis(1));
        assertThatExceptionOfType(WorkerException.class)
                .isThrownBy(() -> start(FakeWorkers.chips(impatient), UnaryOperator.identity(), 0, 1))
                .withMessage("chip 0 bootstrap failed: it gave no answer within 1 ms");
    }

    @Test
    void aChipThatIsKilledWhileItStartsFailsTheStart() throws Exception {
        ProcessCensus before = ProcessCensus.take();
        CompletableFuture<WorkerException> failure = CompletableFuture.supplyAsync(this::startHanging);
        killOne(before);
        assertThat(failure.get(60, TimeUnit.SECONDS))
                .hasMessageMatching(
                        "(?s)chip [01] bootstrap failed: start failed: worker process was killed from outside by signal 9"
                                + " \\(SIGKILL, exit code 137\\) during start.*");
        before.assertNothingCameToStay();
    }

    @Test
    void anInterruptEndsTheStartAndStaysSet() throws Exception {
        ProcessCensus before = ProcessCensus.take();
        CompletableFuture<String> ending = new CompletableFuture<>();
        Thread starter = Thread.ofPlatform().start(
                () -> ending.complete(startHanging().getMessage() + ": " + Thread.currentThread().isInterrupted()));
        Awaitility.await().until(() -> newChildren(before).size() == 2);
        starter.interrupt();
        assertThat(ending.get(60, TimeUnit.SECONDS)).isEqualTo(
                "chip 0 bootstrap failed: the thread that waited for it was interrupted: true");
        before.assertNothingCameToStay();
    }

    @Test
    void aChipThatDiesHasItsWholeGroupReplaced() {
        try (HostedChips chips = start(UnaryOperator.identity(), 0, 1)) {
            chips.register(0, FakeWorkers.callable("leave"));
            chips.register(1, FakeWorkers.callable("nothing"));
            long other = chips.chip(1).pid();
            assertThatExceptionOfType(WorkerDiedException.class)
                    .isThrownBy(() -> chips.chip(0).run(0, new TaskArgs().scalar(3L), CONFIG));

            assertThat(chips.replaceDead()).isTrue();

            assertThat(chips.chip(1).pid()).isNotEqualTo(other);
            assertThat(chips.contexts()).hasSize(2)
                    .allSatisfy(context -> assertThat(context.deviceContext()).isNotZero());
            chips.chip(0).run(1, new TaskArgs(), CONFIG);
            chips.chip(1).run(1, new TaskArgs(), CONFIG);
        }
    }

    @Test
    void ranksThatAreNoGroupAndConfigsThatDoNotMatchTheDevicesAreRefusedBeforeAnythingStarts() {
        ChipSource source = FakeWorkers.chips(FakeWorkers.settings(directory));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostedChips.start(source, List.of(0, 1), memory,
                        List.of(BootstrapConfig.rank(0, 2, WINDOW), BootstrapConfig.rank(0, 2, WINDOW))))
                .withMessageStartingWith("the ranks of one host worker are one group: each has its own rank below 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostedChips.start(source, List.of(0, 1), memory,
                        List.of(BootstrapConfig.rank(0, 2, WINDOW), BootstrapConfig.rank(1, 2, 64))))
                .withMessageContaining("the same window size");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostedChips.start(source, List.of(0, 1), memory, List.of(BootstrapConfig.alone())))
                .withMessage("chip bootstrap configs: 1 for 2 devices; give one for each device, or none at all");
    }

    @Test
    void hostMemoryOfSomebodyElseIsRefused() {
        try (HostMemory other = HostMemory.create(1 << 16)) {
            BootstrapConfig.Staging staging = new BootstrapConfig.Staging("out", other.allocate(8));
            assertThatIllegalArgumentException().isThrownBy(() -> start(config -> config.withHostOutput(staging), 0))
                    .withMessageContaining("do not lie in this worker's memory");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a2a3sim", "a5sim"})
    void simulatedChipsStartAsAGroupWhateverTheirRuntime(String platform) {
        WorkerSettings settings = WorkerSettings.withShim(TestToolchain.shim()).withDirectory(directory);
        for (RuntimeKind runtime : RuntimeKind.values()) {
            try (HostedChips chips = start(new ChipSource(platform, runtime, settings),
                    config -> config.withBuffer(BootstrapConfig.Buffer.of("board", DataType.INT32, 2)), 0, 1)) {
                assertThat(chips.contexts()).extracting(ChipContext::rank).containsExactly(0, 1);
            }
        }
    }

    /** Start two chips, of which one never gets ready and the other waits for it. */
    private WorkerException startHanging() {
        return catchThrowableOfType(WorkerException.class,
                () -> start(UnaryOperator.identity(), 0, FakePlatform.HANGING_DEVICE));
    }

    private static void killOne(ProcessCensus before) {
        Awaitility.await().until(() -> newChildren(before).size() == 2);
        newChildren(before).getFirst().destroyForcibly();
    }

    private static List<ProcessHandle> newChildren(ProcessCensus before) {
        return ProcessHandle.current().children().filter(child -> !before.children().contains(child)).toList();
    }

    private static void tellAll(HostedChips chips, int rank) {
        ChipContext context = chips.contexts().get(rank);
        chips.chip(rank).run(0, new TaskArgs().scalar(context.deviceContext())
                .scalar(context.tensor("board", DataType.INT32, 2).data()), CONFIG);
    }

    private HostedChips start(UnaryOperator<BootstrapConfig> change, Integer... devices) {
        return start(FakeWorkers.chips(FakeWorkers.settings(directory)), change, devices);
    }

    private HostedChips start(ChipSource source, UnaryOperator<BootstrapConfig> change, Integer... devices) {
        List<BootstrapConfig> configs = IntStream.range(0, devices.length)
                .mapToObj(rank -> change.apply(BootstrapConfig.rank(rank, devices.length, WINDOW))).toList();
        return HostedChips.start(source, List.of(devices), memory, configs);
    }

    private static int rank(BootstrapConfig config) {
        return config.comm().orElseThrow().rank();
    }
}
