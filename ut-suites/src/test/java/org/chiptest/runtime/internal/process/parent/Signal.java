package org.chiptest.runtime.internal.process.parent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/** What tests do to processes. */
public enum Signal {
    KILL, STOP;

    /** Send the signal; returns when no thread of a stopped process runs any more. */
    public void sendTo(long pid) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name(), Long.toString(pid)).start().waitFor()).isZero();
            if (this == STOP) {
                Awaitility.await().atMost(Duration.ofSeconds(60))
                        .until(() -> threadsOf(pid).stream().allMatch(Signal::isStopped));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private static List<Path> threadsOf(long pid) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.toList();
        }
    }

    /** Read the state, which follows the name in parentheses. */
    private static boolean isStopped(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
