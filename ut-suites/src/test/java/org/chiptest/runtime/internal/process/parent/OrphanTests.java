package org.chiptest.runtime.internal.process.parent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.chiptest.runtime.internal.process.launch.WorkerDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanTests {

    @TempDir
    Path directory;

    /** Where parents put what they compile: one that is killed cannot delete it. */
    @TempDir
    Path temporary;

    @Test
    void noWorkerOutlivesAParentThatIsKilledAndTheNextStartRemovesItsFolder() throws Exception {
        Process parent = start("spin");
        try (BufferedReader lines = parent.inputReader()) {
            ProcessHandle worker = ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();

            WorkerDirectory.deleteAbandoned(directory);
            assertThat(directory).as("a folder in use").isNotEmptyDirectory();

            parent.destroyForcibly();
            Awaitility.await().until(() -> !worker.isAlive());
            assertThat(directory).isNotEmptyDirectory();
            Awaitility.await().until(() -> !parent.isAlive());
            WorkerDirectory.deleteAbandoned(directory);
            assertThat(directory).isEmptyDirectory();
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void aStoppedWorkerDoesNotOutliveItsParentEither() throws Exception {
        Process parent = start("spin");
        try (BufferedReader lines = parent.inputReader()) {
            String pid = lines.readLine();
            ProcessHandle worker = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            Signal.STOP.sendTo(worker.pid());
            parent.destroyForcibly();
            Awaitility.await().until(() -> !worker.isAlive());
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void aParentThatForgetsToCloseLeavesNothing() throws Exception {
        Process parent = start("nothing");
        try (BufferedReader lines = parent.inputReader()) {
            ProcessHandle worker = ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
            assertThat(parent.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(parent.exitValue()).isZero();
            Awaitility.await().until(() -> !worker.isAlive());
            assertThat(directory).isEmptyDirectory();
        } finally {
            parent.destroyForcibly();
        }
    }

    private Process start(String function) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Djava.io.tmpdir=" + temporary, "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(), directory.toString(), function)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
