package org.chiptest.runtime.internal.process.death;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.process.parent.ChildDevice;
import org.chiptest.runtime.internal.process.parent.FakeWorkers;
import org.chiptest.runtime.internal.process.parent.Signal;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.worker.WorkerDeath;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HangReportTests {

    private static final CallConfig IMPATIENT = CallConfig.defaults()
            .withSettings(RunSettings.unset().withDeadline(Duration.ofSeconds(2)));

    @TempDir
    Path directory;

    @Test
    void aProcessThatDoesNotAnswerIsLookedAtFromBothSides() {
        WorkerDeath death = hang(device -> {});
        WorkerDeath.Report report = death.report().orElseThrow();
        assertThat(report.name()).isEqualTo("hang-report.txt");
        assertThat(report.text()).startsWith(death.describe()).containsPattern("\nState of the process: [RS] ")
                .contains("\nJava stacks: Full thread dump").contains("\"chiptest-device\"")
                .contains("FakeDevice.perform(");
        assertThat(death.crash()).isEmpty();
        assertThat(death.errorFile()).isEmpty();
        assertThat(death.lastLines()).isEmpty();
        if (hasDebugger()) {
            assertThat(report.text()).contains("\nNative stacks: from gdb\n").containsPattern("#0 .*spin \\(");
            assertThat(death.running()).singleElement().asString().matches(
                    "kernel 1 of task t7, block 2 on core 5 for \\d+ ms, in spin \\(\\S*\\) at \\S+fakekernels.cpp:\\d+");
        } else {
            assertThat(report.text()).contains("\nNative stacks: none: gdb cannot be run: ")
                    .contains("; install gdb to see them\n");
        }
    }

    @Test
    void aStoppedProcessIsToldFromOneThatIsBusy() {
        WorkerDeath death = hang(device -> Signal.STOP.sendTo(device.pid()));
        assertThat(death.ending())
                .matches("was killed because it gave no answer within \\d+ ms; its Java code has not run "
                        + "for \\d+ ms either: the process was stopped, or starved");
        assertThat(death.report().orElseThrow().text()).contains("\nState of the process: T (stopped); ")
                .contains("\nJava stacks: none: the process is stopped\n");
    }

    @Test
    void aProcessWhoseJavaCodeHasNotBegunIsNotEndedByAskingForItsStacks() {
        WorkerSettings settings = FakeWorkers.settings(directory).withStartDeadline(Duration.ofMillis(1));
        WorkerDeath death = catchThrowableOfType(WorkerDiedException.class, () -> FakeWorkers.opener(settings).open(0))
                .death();
        assertThat(death.ending()).startsWith("was killed because it gave no answer within ");
        assertThat(death.report().orElseThrow().text()).contains(
                "\nJava stacks: none: its Java code has not begun, and SIGQUIT ends a JVM that is not ready for it\n");
    }

    @Test
    void aKernelThatWaitsInALibraryIsNamedWithItsOwnLine() {
        String stacks = """
                Thread 3 (Thread 0x7f (LWP 12)):
                #0  __GI___clock_nanosleep () at ../sysdeps/unix/sysv/linux/clock_nanosleep.c:48
                #1  0x7f in __GI___nanosleep () at ../sysdeps/unix/sysv/linux/nanosleep.c:25
                #2  0x7f in usleep () at ../sysdeps/posix/usleep.c:31
                #3  0x7f in kernel_entry (args=0x7f) at softmax.cpp:7
                #4  0x7f in chiptest_run () at %s/shim.cpp:1
                """.formatted(CompileRequest.Shim.FOLDER);

        assertThat(new HangReport("S", Duration.ZERO, "", stacks, 0).placeOf(12)).startsWith(
                ", in __GI___clock_nanosleep () at ").endsWith(", from kernel_entry (args=0x7f) at softmax.cpp:7");
    }

    /** Have a kernel loop for ever while somebody interferes, and wait until its process has been given up. */
    private WorkerDeath hang(Consumer<ChildDevice> interference) {
        WorkerSettings settings = FakeWorkers.settings(directory).withRunGrace(Duration.ofSeconds(3));
        try (ChildDevice device = FakeWorkers.opener(settings).open(0)) {
            device.prepare(3, FakeWorkers.callable("spin"));
            CompletableFuture<WorkerDiedException> death = CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                    WorkerDiedException.class, () -> device.run(3, new TaskArgs(), IMPATIENT)));
            Awaitility.await().until(() -> !device.running().isEmpty());
            interference.accept(device);
            return death.orTimeout(60, TimeUnit.SECONDS).join().death();
        }
    }

    private static boolean hasDebugger() {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "gdb")));
    }
}
