package org.chiptest.runtime.internal.process.parent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
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
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.linker.FailingLibc;
import org.chiptest.runtime.internal.mailbox.MailboxDescriptor;
import org.chiptest.runtime.internal.process.child.DeviceProcess;
import org.chiptest.runtime.internal.process.launch.ProcessStarter;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.WorkerDeath;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerDeathTests {

    private static final CallConfig CONFIG = CallConfig.defaults();
    private static final int ENOMEM = 12;
    private static final int EMFILE = 24;
    private static final String KERNEL = "kernel 1 of task t7, block 2 on core 5 for ";

    @TempDir
    Path directory;

    @AfterEach
    void nothingIsLeft() {
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aCrashIsReportedWithItsSignalItsKernelAndItsFunction() {
        try (ChildDevice device = open()) {
            WorkerDiedException e = dying(device, "null_store", new TaskArgs());
            assertThat(e).hasMessageMatching(
                    "(?s)run_prepared failed: worker process crashed with SIGSEGV \\(exit code 134\\) "
                            + "during run_prepared of callable id 3 'null_store'\n"
                            + "  running:\n"
                            + "    kernel 1 of task t7, block 2 on core 5 for \\d+ ms, crashed here\n"
                            + "  crash:\n"
                            + "    SIGSEGV .*\n"
                            + "    in C  \\[lib1-[0-9a-f]{8}\\.so\\+0x[0-9a-f]+\\]  null_store\\+0x[0-9a-f]+, null_store at \\S+fakekernels\\.cpp:\\d+\n"
                            + "  worker:\n"
                            + "    fake/host_build_graph device 0 \\(pid \\d+, generation \\d+\\)");
            assertThat(e.death().errorFile()).hasValueSatisfying(text -> assertThat(text).contains("Native frames:"));
            assertThat(e.death().cid()).hasValue(3);
        }
    }

    @Test
    void anAbortIsReportedWithWhatWasRunning() {
        try (ChildDevice device = open()) {
            WorkerDeath death = dying(device, "give_up", new TaskArgs()).death();
            assertThat(death.ending()).isEqualTo("was ended by signal 6 (SIGABRT, exit code 134)");
            assertThat(death.running()).singleElement().asString().startsWith(KERNEL);
            assertThat(death.crash()).containsExactly(
                    "the JVM wrote no report: the code called abort, or libc did on its behalf");
        }
    }

    @Test
    void aStackOverflowOfNativeCodeLeavesNoReportOfTheJvmButIsNamed() {
        try (ChildDevice device = open()) {
            WorkerDeath death = dying(device, "recurse", new TaskArgs().scalar(0L)).death();
            assertThat(death.ending()).contains("SIGSEGV");
            assertThat(death.running()).singleElement().asString().startsWith(KERNEL);
            assertThat(death.crash()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "3", "143"})
    void anExitIsACrashWhateverItsCode(int code) {
        try (ChildDevice device = open()) {
            WorkerDeath death = dying(device, "leave", new TaskArgs().scalar((long) code)).death();
            assertThat(death.ending()).contains("exit", "code " + code);
            assertThat(death.running()).singleElement().asString().startsWith(KERNEL);
            assertThat(death.operation()).isEqualTo("run_prepared of callable id 3 'leave'");
        }
    }

    @ParameterizedTest
    @CsvSource({"KILL, 'was killed from outside by signal 9 (SIGKILL, exit code 137)'",
        "SEGV, 'crashed with SIGSEGV (exit code 134)'", "TERM, 'was ended by signal 15 (SIGTERM, exit code 143)'"})
    void aSignalFromOutsideIsReportedWithWhatWasRunning(String signal, String ending) throws Exception {
        try (ChildDevice device = open()) {
            CompletableFuture<WorkerDiedException> death = CompletableFuture
                    .supplyAsync(() -> dying(device, "spin", new TaskArgs()));
            Awaitility.await().until(() -> !device.running().isEmpty());
            send(signal, device);
            assertThat(death.get(60, TimeUnit.SECONDS).death().ending()).isEqualTo(ending);
            assertThat(death.get().death().running()).singleElement().asString().startsWith(KERNEL);
        }
    }

    @Test
    void anEndlessLoopIsKilledAtItsDeadlineAndNamed() {
        WorkerSettings impatient = FakeWorkers.settings(directory).withRunGrace(Duration.ofMillis(100));
        try (ChildDevice device = FakeWorkers.opener(impatient).open(0)) {
            device.prepare(3, FakeWorkers.callable("spin"));
            CallConfig config = CONFIG.withSettings(RunSettings.unset().withDeadline(Duration.ofMillis(300)));
            WorkerDiedException e = catchThrowableOfType(WorkerDiedException.class,
                    () -> device.run(3, new TaskArgs(), config));
            assertThat(e).hasMessageMatching("(?s)run_prepared failed: worker process was killed because it gave no "
                    + "answer within \\d+ ms during run_prepared of callable id 3 'spin'\n"
                    + "  running:\n"
                    + "    kernel 1 of task t7, block 2 on core 5 for \\d+ ms.*");
            assertThat(ProcessHandle.of(device.pid()).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }

    @Test
    void aStoppedProcessIsToldFromOneThatIsBusy() throws Exception {
        WorkerSettings impatient = FakeWorkers.settings(directory).withControlDeadline(Duration.ofSeconds(5));
        try (ChildDevice device = FakeWorkers.opener(impatient).open(0)) {
            Signal.STOP.sendTo(device.pid());
            assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(() -> device.malloc(1)).satisfies(
                    e -> assertThat(e.death().ending())
                            .matches("was killed because it gave no answer within \\d+ ms; its "
                                    + "Java code has not run for \\d+ ms either: the process was stopped, or starved"));
        }
    }

    @Test
    void userCodeThatRunsOnAfterAFailedRunCostsTheProcess() {
        try (ChildDevice device = open()) {
            device.prepare(3, FakeWorkers.callable("spin"));
            assertThatExceptionOfType(WorkerDiedException.class)
                    .isThrownBy(() -> device.run(3, new TaskArgs().scalar(FakeDevice.IN_BACKGROUND), CONFIG))
                    .satisfies(e -> {
                        assertThat(e.death().ending()).isEqualTo("was killed because user code kept running after it"
                                + " failed with code -100: given up");
                        assertThat(e.death().running()).singleElement().asString().startsWith(KERNEL);
                    });
        }
    }

    @Test
    void everyLaterOperationSaysThatTheWorkerIsGoneAndReleasingDoesNothing() {
        try (ChildDevice device = open(); HostTensor kept = tensor(device)) {
            kept.setLong(0, 4711);
            dying(device, "leave", new TaskArgs().scalar(3L));
            assertThatExceptionOfType(WorkerDiedException.class)
                    .isThrownBy(() -> device.run(3, new TaskArgs(), CONFIG))
                    .withMessageStartingWith(
                            "run_prepared failed: the worker process is gone since run_prepared of callable"
                                    + " id 3 'leave'; use a new worker. worker process exited with code 3 during ");
            assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(() -> device.malloc(8))
                    .withMessageStartingWith("malloc failed: the worker process is gone");
            device.unregister(3);
            device.free(64);
            assertThat(kept.getLong(0)).isEqualTo(4711);
            assertThat(device.counters().runs()).isEqualTo(1);
            assertThat(device.death()).isPresent();
        }
    }

    @Test
    void aProcessThatDiesBetweenTwoOperationsIsNoticedByTheNext() throws Exception {
        try (ChildDevice device = open()) {
            Signal.KILL.sendTo(device.pid());
            Awaitility.await().until(() -> ProcessHandle.of(device.pid()).filter(ProcessHandle::isAlive).isEmpty());
            assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(() -> device.malloc(8))
                    .withMessageContaining(
                            "was killed from outside by signal 9 (SIGKILL, exit code 137) during malloc");
        }
    }

    @Test
    void aMailboxThatIsOverwrittenWithGarbageCostsTheProcess() {
        WorkerSettings settings = FakeWorkers.settings(directory);
        WorkerProcess process = WorkerProcess.start(ProcessStarter.shared(),
                DeviceProcess.forChipWorker(FakePlatform.NAME, RuntimeKind.HOST_BUILD_GRAPH, settings,
                        DeviceTraining.launch(FakePlatform.NAME, RuntimeKind.HOST_BUILD_GRAPH, settings)),
                settings);
        try (ChildDevice device = ChildDevice.open(process, "fake", 0, settings)) {
            process.controlMemory().asSlice(0, MailboxDescriptor.SIZE).fill((byte) 0xA5);
            assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(() -> device.malloc(8))
                    .withMessageContaining("was killed because its shared memory was overwritten (");
        }
    }

    @Test
    void aWorkerForWhichThereIsNoDescriptorIsNotStarted() {
        try (FailingLibc _ = FailingLibc.failing("memfd_create", EMFILE, 2)) {
            assertThatExceptionOfType(WorkerException.class).isThrownBy(this::open)
                    .withMessage(
                            "cannot start a worker process: memfd_create(name 'chiptest-tensors', flags 0x3) failed:"
                                    + " Too many open files (errno 24); it takes a few descriptors (ulimit -n) and address space for"
                                    + " its tensors (ulimit -v)");
        }
    }

    @Test
    void aWorkerThatCannotBeWokenOrWaitedForIsEnded() {
        try (ChildDevice device = open(); FailingLibc calls = FailingLibc.failing("futex", ENOMEM, 1)) {
            assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(() -> {
                while (calls.failed() == 0) {
                    device.free(device.malloc(8));
                }
            }).withMessageContaining(
                    "was killed because the process that waited for it could not go on (futex(address 0x")
                    .withMessageContaining("failed: Cannot allocate memory (errno 12))");
        }
    }

    @Test
    void aWorkerWithoutDescriptorsTellsOfItsFailureAlthoughItsClassesLieInAFolder() {
        try (ChildDevice device = open()) {
            device.prepare(3, FakeWorkers.callable("fail_without_descriptors"));
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> device.run(3, new TaskArgs(), CONFIG))
                    .withMessageContaining("std::runtime_error: no descriptor is left");
            assertThat(device.death()).isEmpty();
        }
    }

    @Test
    void aJvmThatLacksAClassOfItsOwnIsNotAskedAgain() {
        try (ChildDevice device = open()) {
            assertThatExceptionOfType(WorkerDiedException.class)
                    .isThrownBy(() -> device.prepare(3, FakeWorkers.callable("lacks_a_class_at_prepare")))
                    .withMessageContaining("was killed because its JVM cannot be relied on any more (chip_process dev=0"
                            + " ctrl=4: NoClassDefFoundError: Could not initialize class Example)")
                    .withMessageContaining("during prepare_callable of callable id 3");
            assertThat(device.death()).isPresent();
        }
    }

    @Test
    void aProcessThatDoesNotStartTellsWhatItPrinted() {
        WorkerSettings settings = FakeWorkers.settings(directory).withJavaOptions(List.of("-XX:NoSuchOption=1"));
        assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(() -> FakeWorkers.opener(settings).open(0))
                .withMessageContaining("exited with code 1 during start")
                .withMessageContaining("Unrecognized VM option 'NoSuchOption=1'");
    }

    @Test
    void aProcessThatStartsTooSlowlyIsKilled() {
        WorkerSettings settings = FakeWorkers.settings(directory).withStartDeadline(Duration.ofMillis(1));
        assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(() -> FakeWorkers.opener(settings).open(0))
                .withMessageMatching(
                        "(?s)start failed: .* was killed because it gave no answer within \\d+ ms during start.*");
    }

    @Test
    void aCrashWhileTheDeviceIsClosedIsReportedAndEverythingIsReleased() {
        ChildDevice device = open();
        device.prepare(3, FakeWorkers.callable("crash_at_exit"));
        device.run(3, new TaskArgs(), CONFIG);
        assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(device::close)
                .withMessageContaining("was ended by signal 6 (SIGABRT, exit code 134) during finalize");
        device.close();
    }

    @Test
    void aDeviceThatDoesNotCloseIsKilled() {
        WorkerSettings impatient = FakeWorkers.settings(directory).withCloseDeadline(Duration.ofMillis(200));
        ChildDevice device = FakeWorkers.opener(impatient).open(0);
        device.prepare(3, FakeWorkers.callable("hang_at_exit"));
        device.run(3, new TaskArgs(), CONFIG);
        assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(device::close)
                .withMessageContaining("was killed because it gave no answer within");
    }

    @Test
    void closingDuringARunEndsTheRun() throws Exception {
        ChildDevice device = open();
        CompletableFuture<WorkerDiedException> death = CompletableFuture
                .supplyAsync(() -> dying(device, "spin", new TaskArgs()));
        Awaitility.await().until(() -> !device.running().isEmpty());
        device.close();
        assertThat(death.get(60, TimeUnit.SECONDS).death().ending())
                .isEqualTo("was killed because the device was closed");
    }

    @Test
    void anInterruptEndsTheRunAndStaysSet() throws Exception {
        try (ChildDevice device = open()) {
            CompletableFuture<String> ending = new CompletableFuture<>();
            CompletableFuture<String> report = new CompletableFuture<>();
            Thread runner = Thread.ofPlatform().start(() -> {
                WorkerDeath death = dying(device, "spin", new TaskArgs()).death();
                report.complete(death.report().orElseThrow().name());
                ending.complete(death.ending() + ": " + Thread.currentThread().isInterrupted());
            });
            Awaitility.await().until(() -> !device.running().isEmpty());
            runner.interrupt();
            assertThat(ending.get(60, TimeUnit.SECONDS))
                    .isEqualTo("was killed because the thread that waited for it was interrupted: true");
            assertThat(report.get()).isEqualTo("hang-report.txt");
        }
    }

    private ChildDevice open() {
        return FakeWorkers.opener(FakeWorkers.settings(directory)).open(0);
    }

    private static HostTensor tensor(ChildDevice device) {
        return HostTensor.allocate(device.tensorMemory(), DataType.INT64, 4);
    }

    private static WorkerDiedException dying(ChildDevice device, String function, TaskArgs args) {
        device.prepare(3, FakeWorkers.callable(function));
        return catchThrowableOfType(WorkerDiedException.class, () -> device.run(3, args, CONFIG));
    }

    private static void send(String signal, ChildDevice device) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(device.pid())).inheritIO().start();
        assertThat(kill.waitFor()).isZero();
    }
}
