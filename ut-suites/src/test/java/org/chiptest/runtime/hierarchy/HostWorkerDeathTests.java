package org.chiptest.runtime.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.chiptest.runtime.args.TensorArgType.INOUT;
import static org.chiptest.runtime.args.TensorArgType.INPUT;
import static org.chiptest.runtime.args.TensorArgType.OUTPUT_EXISTING;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.comm.BootstrapConfig;
import org.chiptest.runtime.internal.hierarchy.child.WorkerType;
import org.chiptest.runtime.internal.process.parent.FakeDevice;
import org.chiptest.runtime.internal.process.parent.FakePlatform;
import org.chiptest.runtime.internal.process.parent.FakeWorkers;
import org.chiptest.runtime.internal.process.parent.ProcessCensus;
import org.chiptest.runtime.internal.process.parent.Signal;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Children of a host worker that die or fall silent, on every path. */
class HostWorkerDeathTests {

    private static final String KILLED = "was killed from outside by signal 9 (SIGKILL, exit code 137)";
    private static final String SILENT = "it gave no answer within";
    private static final String STOPPED = "was killed because " + SILENT;

    /** For children that are to be given up; all others may take as long as a busy machine needs. */
    private static final Duration IMPATIENT = Duration.ofSeconds(5);
    private static final Duration PATIENT = Duration.ofMinutes(2);
    private static final CallConfig CONFIG = CallConfig.defaults();
    private static final CallConfig SHORT = CONFIG
            .withSettings(RunSettings.unset().withDeadline(Duration.ofMillis(300)));

    @TempDir
    static Path directory;

    /** What all tests of children that have started use, one after the other: each leaves it usable. */
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OnceStarted {

        private final HostWorker host = new HostWorker(spec(PATIENT, 0).subWorkers(1));
        private final RegisteredCallable pidOfChip = host.register(FakeWorkers.callable("pid"));
        private final RegisteredCallable spin = host.register(FakeWorkers.callable("begin_and_spin"));
        private final RegisteredCallable leave = host.register(FakeWorkers.callable("leave"));
        private final RegisteredCallable pidOfSub = host.register(SubTasks.named("pid"));
        private final RegisteredCallable hang = host.register(SubTasks.named("beginAndHang"));
        private final RegisteredCallable exit = host.register(SubTasks.named("exit"));

        OnceStarted() {
            host.init();
        }

        @AfterEach
        void theWorkerIsUsable() {
            assertThat(chipPid()).isNotEqualTo(subPid());
        }

        @AfterAll
        void nothingIsLeft() {
            host.close();
            assertThat(directory).isEmptyDirectory();
        }

        @ParameterizedTest
        @EnumSource(WorkerType.class)
        void aChildThatIsKilledDuringARunFailsItWithTheSignalAndTheCallable(WorkerType type) throws Exception {
            long pid = pid(type);
            try (HostTensor begun = host.allocate(DataType.INT64, 1)) {
                CompletableFuture<WorkerDiedException> thrown = CompletableFuture
                        .supplyAsync(() -> catchThrowableOfType(WorkerDiedException.class,
                                () -> run(type, new TaskArgs().tensor(begun, INOUT), CONFIG)));
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> begun.getLong(0) == 1);
                Signal.KILL.sendTo(pid);
                assertThat(thrown.get(60, TimeUnit.SECONDS)).hasMessageContaining(KILLED + " during run")
                        .hasMessageContaining(type == WorkerType.SUB ? "SubTasks::beginAndHang" : "begin_and_spin");
            }
            assertThat(pid(type)).isNotEqualTo(pid);
        }

        @ParameterizedTest
        @EnumSource(WorkerType.class)
        void aChildThatIsStoppedFailsTheRunAtItsDeadlineAndIsReplaced(WorkerType type) {
            long pid = pid(type);
            Signal.STOP.sendTo(pid);
            try (HostTensor begun = host.allocate(DataType.INT64, 1)) {
                assertThatExceptionOfType(WorkerDiedException.class)
                        .isThrownBy(() -> run(type, new TaskArgs().tensor(begun, INOUT), SHORT))
                        .withMessageContaining(STOPPED);
                assertThat(begun.getLong(0)).isZero();
            }
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        }

        @Test
        void aChipThatLeavesFailsTheRunAndItsConsumersAreSkipped() {
            try (HostTensor out = host.allocate(DataType.INT64, 1)) {
                WorkerDiedException e = catchThrowableOfType(WorkerDiedException.class,
                        () -> host.run(orchestrator -> {
                            orchestrator.submitNextLevel(leave,
                                    new TaskArgs().tensor(out, OUTPUT_EXISTING).scalar(3L), CONFIG);
                            try {
                                orchestrator.submitSub(pidOfSub, new TaskArgs().tensor(out, INPUT));
                            } catch (WorkerDiedException known) {
                                assertThat(known).as("the chip was faster").hasMessageContaining("code 3");
                            }
                        }));
                assertThat(e).hasMessageContaining("exited with code 3 during run_prepared of callable id 2 'leave'");
                assertThat(out.getLong(0)).as("nobody wrote it").isZero();
            }
        }

        @Test
        void aSubWorkerThatLeavesFailsTheRun() {
            assertThatExceptionOfType(WorkerDiedException.class)
                    .isThrownBy(() -> host.run(orchestrator -> orchestrator.submitSub(exit, new TaskArgs().scalar(3L))))
                    .withMessageContaining("exited with code 3 during run of callable id 5");
        }

        @Test
        void aChildThatIsKilledBetweenRunsIsReplacedByTheNextOne() {
            long chip = chipPid();
            long sub = subPid();
            Signal.KILL.sendTo(chip);
            Signal.KILL.sendTo(sub);
            Awaitility.await().atMost(Duration.ofSeconds(60))
                    .until(() -> ProcessHandle.of(chip).isEmpty() && ProcessHandle.of(sub).isEmpty());
            assertThat(List.of(chip, sub)).doesNotContain(chipPid(), subPid());
        }

        @Test
        void aChipThatLeavesDuringMallocFailsIt() {
            assertThatExceptionOfType(WorkerDiedException.class)
                    .isThrownBy(() -> host.malloc(0, FakeDevice.DEADLY_BYTES))
                    .withMessageContaining("exited with code 4 during malloc");
        }

        @Test
        void memoryOfAChipThatWasKilledCannotBeCopiedAndIsGoneOnceItIsReplaced() {
            try (ChipMemory memory = host.malloc(0, 8); HostTensor tensor = host.allocate(DataType.INT64, 1)) {
                long pid = chipPid();
                Signal.KILL.sendTo(pid);
                assertThat(catchThrowable(() -> host.copyTo(memory, tensor)))
                        .satisfiesAnyOf(e -> assertThat(e).hasMessageContaining(KILLED + " during copy_to"),
                                e -> assertThat(e).hasMessageContaining("is gone: its chip has ended since"));
                assertThat(chipPid()).isNotEqualTo(pid);
                assertThatIllegalStateException().isThrownBy(() -> host.copyFrom(tensor, memory))
                        .withMessage("memory of 8 bytes of chip 0 is gone: its chip has ended since; allocate it anew");
            }
        }

        private void run(WorkerType type, TaskArgs args, CallConfig config) {
            host.run(orchestrator -> {
                if (type == WorkerType.SUB) {
                    orchestrator.submitSub(hang, args, config);
                } else {
                    orchestrator.submitNextLevel(spin, args, config);
                }
            });
        }

        private long pid(WorkerType type) {
            return type == WorkerType.SUB ? subPid() : chipPid();
        }

        private long chipPid() {
            return Children.chipPid(host, pidOfChip, 0);
        }

        private long subPid() {
            return Children.subPid(host, pidOfSub);
        }
    }

    @Test
    void aChipThatIsStoppedFailsACopyAtItsDeadline() {
        try (HostWorker host = new HostWorker(spec(IMPATIENT, 0))) {
            RegisteredCallable pidOfChip = host.register(FakeWorkers.callable("pid"));
            host.init();
            try (ChipMemory memory = host.malloc(0, 8); HostTensor tensor = host.allocate(DataType.INT64, 1)) {
                Signal.STOP.sendTo(Children.chipPid(host, pidOfChip, 0));
                assertThatExceptionOfType(WorkerDiedException.class)
                        .isThrownBy(() -> host.copyFrom(tensor, memory)).withMessageContaining(STOPPED)
                        .withMessageContaining("the process was stopped, or starved");
            }
        }
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({FakePlatform.HANGING_DEVICE + ", '" + STOPPED + "'",
        FakePlatform.LEAVING_DEVICE + ", 'exited with code 4 during init'"})
    void aChipThatDoesNotOpenFailsInitAndNothingIsLeft(int device, String ending) {
        try (HostWorker host = new HostWorker(spec(deadlineOf(ending), 0, device).subWorkers(1))) {
            ProcessCensus before = ProcessCensus.take();
            assertThatExceptionOfType(WorkerException.class).isThrownBy(host::init)
                    .withMessageContaining("fake/host_build_graph device " + device).withMessageContaining(ending);
            assertThat(host.isInitialized()).isFalse();
            before.assertNothingCameToStay();
        }
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"hang_at_prepare, '" + STOPPED + "'", "leave_at_prepare, exited with code 4"})
    void aChipThatDiesOfPreparingFailsInitAndNothingIsLeft(String callable, String ending) {
        try (HostWorker host = new HostWorker(spec(deadlineOf(ending), 0).subWorkers(1))) {
            host.register(FakeWorkers.callable(callable));
            assertThatExceptionOfType(WorkerException.class).isThrownBy(host::init).withMessageContaining(ending)
                    .withMessageContaining("during prepare_callable of callable id 0 '" + callable + "'");
            assertThat(host.isInitialized()).isFalse();
            assertThat(directory).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @CsvSource({FakePlatform.HANGING_DEVICE + ", " + SILENT + " 5000 ms",
        FakePlatform.LEAVING_DEVICE + ", exited with code 4 during start"})
    void aChipOfAGroupThatDoesNotOpenFailsInitAndNothingIsLeft(int device, String ending) {
        WorkerSettings settings = settings(PATIENT).withStartDeadline(deadlineOf(ending));
        try (HostWorker host = new HostWorker(
                HostWorkerSpec.level3(FakeWorkers.chips(settings), device))) {
            ProcessCensus before = ProcessCensus.take();
            host.bootstrap(List.of(BootstrapConfig.rank(0, 1, 4096)));
            assertThatExceptionOfType(WorkerException.class).isThrownBy(host::init)
                    .withMessageStartingWith("chip 0 bootstrap failed: ").withMessageContaining(ending);
            assertThatIllegalStateException().isThrownBy(host::chipContexts);
            before.assertNothingCameToStay();
        }
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(Signal.class)
    void childrenThatAreDeadOrStoppedDoNotKeepAWorkerFromClosing(Signal signal) {
        ProcessCensus before = ProcessCensus.take();
        HostWorker host = new HostWorker(HostWorkerSpec
                .level3(FakeWorkers.chips(settings(PATIENT).withCloseDeadline(Duration.ofSeconds(2))), 0)
                .subWorkers(1));
        RegisteredCallable pidOfChip = host.register(FakeWorkers.callable("pid"));
        RegisteredCallable pidOfSub = host.register(SubTasks.named("pid"));
        host.init();
        signal.sendTo(Children.chipPid(host, pidOfChip, 0));
        signal.sendTo(Children.subPid(host, pidOfSub));
        assertThat(catchThrowable(host::close)).satisfiesAnyOf(
                e -> assertThat(e).as("was found dead").isNull(),
                e -> assertThat(e).hasMessageContaining(signal == Signal.STOP ? STOPPED : KILLED));
        assertThat(directory).isEmptyDirectory();
        before.assertNothingCameToStay();
    }

    @ParameterizedTest
    @CsvSource({"crash_at_exit, 'was ended by signal 6 (SIGABRT, exit code 134) during finalize'",
        "hang_at_exit, '" + STOPPED + "'"})
    void aChipThatCannotCloseItsDeviceFailsCloseAndNothingIsLeft(String function, String ending) {
        ProcessCensus before = ProcessCensus.take();
        HostWorker host = new HostWorker(HostWorkerSpec
                .level3(FakeWorkers.chips(settings(PATIENT).withCloseDeadline(deadlineOf(ending))), 0).subWorkers(1));
        RegisteredCallable callable = host.register(FakeWorkers.callable(function));
        host.init();
        host.run(orchestrator -> orchestrator.submitNextLevel(callable, new TaskArgs(), CONFIG));
        assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(host::close).withMessageContaining(ending);
        host.close();
        assertThat(directory).isEmptyDirectory();
        before.assertNothingCameToStay();
    }

    private static Duration deadlineOf(String ending) {
        return ending.contains(SILENT) ? IMPATIENT : PATIENT;
    }

    private static WorkerSettings settings(Duration control) {
        return FakeWorkers.settings(directory).withControlDeadline(control).withRunGrace(Duration.ofMillis(200));
    }

    private static HostWorkerSpec spec(Duration control, int... devices) {
        return HostWorkerSpec.level3(FakeWorkers.chips(settings(control)), devices);
    }
}
