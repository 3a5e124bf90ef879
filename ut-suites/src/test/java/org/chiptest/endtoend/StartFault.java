package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.process.parent.ChildDevice;
import org.chiptest.runtime.internal.process.parent.ChildDeviceOpener;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.worker.WorkerDiedException;

/** A signal that a worker process gets while it starts, and what must come of it. */
enum StartFault {

    KILL("start failed: worker process was killed from outside by signal 9 \\(SIGKILL, exit code 137\\) during start"),
    STOP("start failed: worker process was killed because it gave no answer within \\d+ ms.* during start");

    private final String words;

    StartFault(String words) {
        this.words = words;
    }

    /** Have a process start, send it the signal, and see it reported and gone; the next one starts. */
    void perform(String platform, RuntimeKind runtime, Path folder) {
        Leftovers before = Leftovers.now();
        WorkerSettings settings = WorkerSettings.withShim(TestToolchain.shim()).withDirectory(folder);
        try (ChildDeviceOpener opener = new ChildDeviceOpener(platform, runtime,
                settings.withStartDeadline(Duration.ofSeconds(2)))) {
            Set<Long> others = children();
            opener.startEarly();
            Set<Long> started = children();
            started.removeAll(others);
            assertThat(started).hasSize(1);
            started.forEach(this::send);
            assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(() -> opener.open(0))
                    .withMessageMatching("(?s)" + words + ".*");
        }
        try (ChildDeviceOpener opener = new ChildDeviceOpener(platform, runtime, settings);
                ChildDevice next = opener.open(0)) {
            next.free(next.malloc(64));
        }
        assertThat(folder).isEmptyDirectory();
        Leftovers.awaitNoneSince(before);
    }

    private static Set<Long> children() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private void send(long pid) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name(), Long.toString(pid)).start();
            assertThat(kill.waitFor()).isZero();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
