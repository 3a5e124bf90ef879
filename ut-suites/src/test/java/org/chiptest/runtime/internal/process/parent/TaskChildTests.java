package org.chiptest.runtime.internal.process.parent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.awaitility.Awaitility;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.internal.failure.HostileException.Hostility;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.process.SubTask;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskChildTests {

    private static final CallConfig CONFIG = CallConfig.defaults();
    private static final List<String> METHODS = List.of("scale", "describe", "nothing", "fail", "readChipMemory",
            "hang", "exit", "crash", "hostile", "anonymous",
            "leaveState", "findNothing");

    @TempDir
    Path directory;

    private final HostMemory memory = HostMemory.create(1L << 24);

    @AfterEach
    void nothingIsLeft() {
        memory.close();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aSubTaskComputesOnTensorsThatItsParentSees() {
        try (TaskChild child = start(settings())) {
            HostTensor source = HostTensor.allocate(memory, DataType.FLOAT32, 1000).fill(i -> i);
            HostTensor target = HostTensor.allocate(memory, DataType.INT64, 10, 100);
            child.run(cid("scale"), new TaskArgs().tensor(target, TensorArgType.OUTPUT_EXISTING).tensor(source)
                    .scalar(2f).scalar(3), CONFIG);
            assertThat(target.get(999)).isEqualTo(2001);
        }
    }

    @Test
    void aSubTaskSeesShapesScalarsAndTagsThatReadAsInput() {
        try (TaskChild child = start(settings())) {
            HostTensor out = HostTensor.allocate(memory, DataType.INT64, 8);
            HostTensor other = HostTensor.allocate(memory, DataType.INT8, 2, 3, 4);
            TaskArgs args = new TaskArgs().tensor(out, TensorArgType.INOUT).tensor(other).scalar(-5L).scalar(7.0);
            child.run(cid("describe"), args, CONFIG);
            assertThat(out.toDoubles()).containsExactly((double) child.pid(), 1, 2, 2, 3, 1, -5, 7);
            child.run(cid("nothing"), new TaskArgs(), CONFIG);
            child.run(cid("describe"), args, CONFIG);
            assertThat(out.getLong(1)).as("calls in one process").isEqualTo(2);
        }
    }

    @Test
    @SuppressWarnings("EnumOrdinal")
    void whateverAnExceptionDoesWhenItIsReadItIsReportedAndTheChildGoesOn() {
        try (TaskChild child = start(settings())) {
            for (Hostility hostility : Hostility.values()) {
                assertThatExceptionOfType(WorkerException.class).as("%s", hostility)
                        .isThrownBy(() -> child.run(cid("hostile"), new TaskArgs().scalar(hostility.ordinal()), CONFIG))
                        .withMessageStartingWith("WorkerThread::dispatch_process: child failed (code=-1): sub_worker:"
                                + " HostileException: ");
                child.run(cid("nothing"), new TaskArgs(), CONFIG);
            }
            assertThatExceptionOfType(WorkerException.class)
                    .isThrownBy(() -> child.run(cid("anonymous"), new TaskArgs(), CONFIG))
                    .withMessageEndingWith("sub_worker: Tasks$1: nameless 0");
            assertThat(child.isUsable()).isTrue();
        }
    }

    @Test
    void aSubTaskFindsNothingOfWhatAnotherLeavesOnItsThread() {
        try (TaskChild child = start(settings())) {
            child.run(cid("leaveState"), new TaskArgs(), CONFIG);
            child.run(cid("findNothing"), new TaskArgs(), CONFIG);
            child.run(cid("leaveState"), new TaskArgs(), CONFIG);
            child.run(cid("findNothing"), new TaskArgs(), CONFIG);
        }
    }

    @Test
    void aFailureHasItsTypeAndTextAndTheChildGoesOn() {
        try (TaskChild child = start(settings())) {
            assertThatExceptionOfType(WorkerException.class)
                    .isThrownBy(() -> child.run(cid("fail"), new TaskArgs().scalar(17L), CONFIG))
                    .withMessage("WorkerThread::dispatch_process: child failed (code=-1): sub_worker:"
                            + " IllegalStateException: golden differs at 17");
            assertThat(child.isUsable()).isTrue();
            child.run(cid("nothing"), new TaskArgs(), CONFIG);
        }
    }

    @Test
    void aCallableIdThatIsNoSubTaskIsNotRegistered() {
        try (TaskChild child = start(settings())) {
            assertThatExceptionOfType(WorkerException.class)
                    .isThrownBy(() -> child.run(99, new TaskArgs(), CONFIG))
                    .withMessageStartingWith("WorkerThread::dispatch_process: child failed (code=-1): sub_worker: "
                            + "callable id 99 not registered; register sub tasks before the worker starts, known are [");
        }
    }

    @Test
    void memoryOfAChipAndMemoryOfOthersAreRefused() {
        try (TaskChild child = start(settings())) {
            TaskArgs ofChip = new TaskArgs().tensor(ContinuousTensor.child(4096, DataType.INT8, 8));
            assertThatExceptionOfType(WorkerException.class)
                    .isThrownBy(() -> child.run(cid("readChipMemory"), ofChip, CONFIG))
                    .withMessageContaining("tensor 0 (INT8[8]) lies in the memory of a chip, which a sub task cannot"
                            + " reach; copy it to a host tensor first");
            TaskArgs foreign = new TaskArgs().tensor(ContinuousTensor.host(4096, DataType.INT8, 8));
            assertThatIllegalArgumentException().isThrownBy(() -> child.run(cid("nothing"), foreign, CONFIG))
                    .withMessageContaining("does not lie in memory of this worker");
        }
    }

    @Test
    void childrenShareOneMemory() {
        try (TaskChild first = start(settings()); TaskChild second = start(settings())) {
            HostTensor a = HostTensor.allocate(memory, DataType.FLOAT32, 4).fill(1);
            HostTensor b = HostTensor.allocate(memory, DataType.FLOAT32, 4);
            first.run(cid("scale"), new TaskArgs().tensor(b).tensor(a).scalar(10f).scalar(0), CONFIG);
            second.run(cid("scale"), new TaskArgs().tensor(a).tensor(b).scalar(10f).scalar(1), CONFIG);
            assertThat(a.get(3)).isEqualTo(101);
        }
    }

    @Test
    void aSubTaskThatNeverReturnsCostsItsChildAndIsNamedAndAFreshChildCanBeStarted() {
        WorkerSettings impatient = settings().withRunGrace(Duration.ofMillis(100));
        CallConfig config = CONFIG.withSettings(RunSettings.unset().withDeadline(Duration.ofMillis(300)));
        try (TaskChild child = start(impatient)) {
            assertThatExceptionOfType(WorkerDiedException.class)
                    .isThrownBy(() -> child.run(cid("hang"), new TaskArgs(), config))
                    .withMessageMatching(
                            "(?s)run failed: worker process was killed because it gave no answer within \\d+ ms during run of callable id \\d+ "
                                    + "'org.chiptest.runtime.internal.process.parent.Tasks::hang'\n"
                                    + "  worker:\n    sub worker 1 \\(pid \\d+, generation \\d+\\).*");
            assertThat(child.isUsable()).isFalse();
            assertThatExceptionOfType(WorkerDiedException.class)
                    .isThrownBy(() -> child.run(cid("nothing"), new TaskArgs(), CONFIG))
                    .withMessageStartingWith("run failed: the worker process is gone since run of callable id");
        }
        try (TaskChild fresh = start(impatient)) {
            fresh.run(cid("nothing"), new TaskArgs(), CONFIG);
        }
    }

    @ParameterizedTest
    @CsvSource({"exit, 3, exited with code 3", "exit, 0, exited with code 0",
        "crash, 8, 'crashed with SIGSEGV (exit code 134)'"})
    void aSubTaskThatEndsItsProcessIsNamedWithHowItEnded(String method, long argument, String ending) {
        try (TaskChild child = start(settings())) {
            WorkerDiedException e = catchThrowableOfType(WorkerDiedException.class,
                    () -> child.run(cid(method), new TaskArgs().scalar(argument), CONFIG));
            assertThat(e.death().ending()).isEqualTo(ending);
            assertThat(e.death().operation()).isEqualTo("run of callable id " + cid(method)
                    + " 'org.chiptest.runtime.internal.process.parent.Tasks::" + method + "'");
            assertThat(child.death()).contains(e.death());
        }
    }

    @Test
    void aChildThatIsKilledBetweenTasksIsNotUsable() {
        try (TaskChild child = start(settings())) {
            ProcessHandle.of(child.pid()).orElseThrow().destroyForcibly();
            Awaitility.await().until(() -> !child.isUsable());
            assertThatExceptionOfType(WorkerDiedException.class)
                    .isThrownBy(() -> child.run(cid("nothing"), new TaskArgs(), CONFIG))
                    .withMessageContaining(
                            "was killed from outside by signal 9 (SIGKILL, exit code 137) during run of callable id");
        }
    }

    @Test
    void aChildThatDoesNotStartSaysWhyAndIsClosed() {
        ProcessCensus before = ProcessCensus.take();
        TaskChild child = TaskChild.startSub(1, tasks(), memory,
                settings().withJavaOptions(List.of("-XX:NoSuchOption=1")), Optional.empty());
        assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(child::awaitReady)
                .withMessageContaining("exited with code 1 during start")
                .withMessageContaining("Unrecognized VM option 'NoSuchOption=1'");
        before.assertNothingCameToStay();
    }

    @ParameterizedTest
    @CsvSource({"nothing", "fail", "exit", "crash"})
    void nothingIsLeftHoweverAChildEnds(String method) {
        use(method);
        ProcessCensus before = ProcessCensus.take();
        use(method);
        assertThat(directory).isEmptyDirectory();
        before.assertNothingCameToStay();
    }

    private void use(String method) {
        try (TaskChild child = start(settings())) {
            TaskArgs args = method.equals("nothing") ? new TaskArgs() : new TaskArgs().scalar(8L);
            WorkerException e = catchThrowableOfType(WorkerException.class,
                    () -> child.run(cid(method), args, CONFIG));
            assertThat(e == null).isEqualTo(method.equals("nothing"));
        }
    }

    private TaskChild start(WorkerSettings settings) {
        TaskChild child = TaskChild.startSub(1, tasks(), memory, settings, Optional.empty());
        child.awaitReady();
        return child;
    }

    private WorkerSettings settings() {
        return FakeWorkers.settings(directory);
    }

    private static int cid(String method) {
        return 2 + METHODS.indexOf(method);
    }

    private static Map<Integer, SubTask> tasks() {
        Map<Integer, SubTask> tasks = new HashMap<>();
        METHODS.forEach(method -> tasks.put(cid(method), SubTask.of(Tasks.class, method)));
        return tasks;
    }
}
