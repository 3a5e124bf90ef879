package org.chiptest.runtime.internal.process.stray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.chiptest.runtime.ExpectedOutput;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.internal.process.launch.WorkerDirectory;
import org.chiptest.runtime.internal.process.parent.ChildDevice;
import org.chiptest.runtime.internal.process.parent.FakeWorkers;
import org.chiptest.runtime.internal.process.parent.TaskChild;
import org.chiptest.runtime.internal.process.parent.Tasks;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.process.SubTask;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What user code forks and starts does not outlive the worker, nor the scenario, and no copy speaks for its original. */
class StrayProcessTests {

    private static final CallConfig CONFIG = CallConfig.defaults();

    /** What was forked has the name of its original until it runs a program of its own. */
    private static final String NAME = "'(sleep|chiptest-device|chiptest-sub|java)'";

    @RegisterExtension
    final ExpectedOutput output = new ExpectedOutput();

    @TempDir
    Path directory;

    @AfterEach
    void nothingIsLeft() {
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"leave_daemon", "leave_daemon_without_environment"})
    void aDaemonIsEndedAndNamedWhenTheScenarioIsOver(String function) {
        try (ChildDevice device = open()) {
            long daemon = run(device, function);

            assertThat(device.shortage())
                    .hasValueSatisfying(text -> assertThat(text).matches("user code of " + function
                            + " left processes behind, which were ended: " + NAME + " \\(pid " + daemon + "\\)"));

            assertEnded(daemon);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"leave_daemon", "leave_daemon_without_environment"})
    void aDaemonIsEndedWithTheWorkerThatIsClosed(String function) {
        long daemon;
        try (ChildDevice device = open()) {
            daemon = run(device, function);
            assertThat(ProcessHandle.of(daemon)).isPresent();
        }
        assertEnded(daemon);
        assertThat(output.text())
                .containsPattern("left processes behind, which were ended: " + NAME + " \\(pid " + daemon + "\\)");
    }

    @Test
    void aDaemonOfAWorkerThatCrashesIsEndedAndNamedInItsDeath() {
        try (ChildDevice device = open()) {
            HostTensor told = HostTensor.allocate(device.tensorMemory(), DataType.INT64, 4);
            device.prepare(3, FakeWorkers.callable("leave_daemon_and_crash"));

            WorkerDiedException e = catchThrowableOfType(WorkerDiedException.class,
                    () -> device.run(3, new TaskArgs().tensor(told), CONFIG));

            long daemon = told.getLong(0);
            assertThat(e.death().ending()).matches("crashed with SIGSEGV \\(exit code 134\\), and left processes behind"
                    + " that were ended: " + NAME + " \\(pid " + daemon + "\\),");
            assertEnded(daemon);
        }
    }

    @Test
    void aProcessThatASubTaskHasStartedIsEndedWithItsWorker() {
        try (HostMemory memory = HostMemory.create(1L << 24)) {
            HostTensor told = HostTensor.allocate(memory, DataType.INT64, 4);
            try (TaskChild child = TaskChild.startSub(0, Map.of(0, SubTask.of(Tasks.class, "leaveProcess")), memory,
                    FakeWorkers.settings(directory), Optional.empty())) {
                child.awaitReady();
                child.run(0, new TaskArgs().tensor(told, TensorArgType.OUTPUT_EXISTING), CONFIG);
                assertThat(ProcessHandle.of(told.getLong(0))).isPresent();
            }
            assertEnded(told.getLong(0));
            assertThat(output.text())
                    .containsPattern(
                            "left processes behind, which were ended: " + NAME + " \\(pid " + told.getLong(0) + "\\)");
        }
    }

    @Test
    void aCopyThatComesBackEndsAtOnceAndOnlyItsOriginalGoesOn() {
        try (ChildDevice device = open()) {
            assertThat(run(device, "come_back_twice")).as("exit code of the copy").isEqualTo(71);
            assertThat(device.logSince(0)).containsPattern("chiptest: process \\d+ is a copy that fork\\(\\) made in a"
                    + " kernel and that came back from it; it ends here, the original goes on");
            assertThat(device.shortage()).isEmpty();
        }
    }

    @Test
    void aCopyThatCrashesIsNotTakenForItsOriginal() {
        try (ChildDevice device = open()) {
            long copy = run(device, "crash_in_raw_copy");

            assertThat(device.shortage()).hasValueSatisfying(text -> assertThat(text).contains("(pid " + copy));

            WorkerDiedException e = catchThrowableOfType(WorkerDiedException.class, () -> {
                device.prepare(4, FakeWorkers.callable("give_up"));
                device.run(4, new TaskArgs(), CONFIG);
            });
            assertThat(e.death().ending()).startsWith("was ended by signal 6 (SIGABRT, exit code 134)");
            assertThat(e.death().errorFile()).as("report of the copy").isEmpty();
        }
    }

    @Test
    void aProcessThatIsNoneOfTheWorkersIsLeftAlone() throws Exception {
        Process other = new ProcessBuilder("sleep", "1000").start();
        try {
            try (ChildDevice device = open()) {
                run(device, "leave_daemon");
            }
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void aTokenIsFoundInTheEnvironmentOfItsWorkerAndOfWorkersBelow() {
        Map<String, String> environment = new HashMap<>();
        WorkerToken upper = WorkerToken.into(environment);
        WorkerToken lower = WorkerToken.into(environment);
        WorkerToken other = WorkerToken.into(new HashMap<>());

        byte[] ofUpper = environment(upper);
        byte[] ofLower = environment(lower);

        assertThat(lower.value()).startsWith(upper.value() + ".").hasSize(65);
        assertThat(environment).containsEntry(WorkerToken.VARIABLE, lower.value());
        assertThat(List.of(upper.isIn(ofUpper), upper.isIn(ofLower), lower.isIn(ofLower), other.isIn(ofUpper)))
                .containsExactly(true, false, true, false);
        assertThat(List.of(upper.isAbove(ofUpper), upper.isAbove(ofLower), lower.isAbove(ofUpper),
                other.isAbove(ofLower))).containsExactly(true, true, false, false);
        assertThat(upper.isAbove(new byte[0])).isFalse();
        assertThat(upper.isAbove(("X" + WorkerToken.VARIABLE + "=" + upper.value()).getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    @Test
    void whoDeletesTheFolderOfAKilledJvmEndsWhatItsWorkersHadStarted() throws Exception {
        ProcessBuilder builder = new ProcessBuilder("setsid", "sleep", "1000");
        WorkerToken token = WorkerToken.into(builder.environment());
        Process daemon = builder.start();
        try {
            Path abandoned = Files.createDirectory(directory.resolve("chiptest-worker-999999999-1"));
            Files.createFile(abandoned.resolve("owner"));
            Files.writeString(abandoned.resolve("token"), token.value());

            WorkerDirectory.deleteAbandoned(directory);

            assertThat(daemon.waitFor()).isEqualTo(128 + 9);
        } finally {
            daemon.destroyForcibly();
        }
    }

    @Test
    void aFileThatHoldsNoTokenEndsNothing() {
        assertThat(WorkerToken.parse("")).isEmpty();
        assertThat(WorkerToken.parse("0123")).isEmpty();
        assertThat(WorkerToken.parse("0".repeat(32) + "." + "f".repeat(32))).isPresent();
    }

    private ChildDevice open() {
        return FakeWorkers.opener(FakeWorkers.settings(directory)).open(0);
    }

    /** Run a function and return what it has written into the first element. */
    private static long run(ChildDevice device, String function) {
        HostTensor told = HostTensor.allocate(device.tensorMemory(), DataType.INT64, 4);
        device.prepare(3, FakeWorkers.callable(function));
        device.run(3, new TaskArgs().tensor(told), CONFIG);
        device.unregister(3);
        return told.getLong(0);
    }

    private static byte[] environment(WorkerToken token) {
        return ("PATH=/bin\0" + WorkerToken.VARIABLE + "=" + token.value() + "\0HOME=/\0")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A process that was killed may wait for its parent to be told. */
    private static void assertEnded(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            assertThat(stat.charAt(stat.lastIndexOf(')') + 2)).isEqualTo('Z');
        } catch (IOException e) {
            assertThat(Path.of("/proc/" + pid)).doesNotExist();
        }
    }
}
