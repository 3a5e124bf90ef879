package org.chiptest.runtime.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeftoversTests {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "null_store", "give_up", "leave", "spin", "crash_at_exit", "hang_at_exit"})
    void nothingIsLeftHoweverAWorkerEnds(String function) {
        use(function);
        long descriptors = count("/proc/self/fd");
        long mappings = sharedMappings();
        List<ProcessHandle> children = children();

        use(function);

        assertThat(directory).isEmptyDirectory();
        Awaitility.await().untilAsserted(() -> {
            assertThat(count("/proc/self/fd")).isLessThanOrEqualTo(descriptors);
            assertThat(sharedMappings()).isLessThanOrEqualTo(mappings);
            assertThat(children()).isEqualTo(children);
        });
    }

    @Test
    void nothingIsLeftIfAProcessDoesNotStart() {
        List<ProcessHandle> children = children();
        long mappings = sharedMappings();
        WorkerSettings broken = FakeWorkers.settings(directory).withClassPath(List.of(directory));
        assertThat(catchThrowable(() -> FakeWorkers.opener(broken).open(0)))
                .hasMessageContaining("Could not find or load main class");
        assertThat(directory).isEmptyDirectory();
        assertThat(children()).isEqualTo(children);
        assertThat(sharedMappings()).isEqualTo(mappings);
    }

    private void use(String function) {
        WorkerSettings settings = FakeWorkers.settings(directory).withRunGrace(Duration.ofMillis(100))
                .withCloseDeadline(Duration.ofSeconds(1));
        ChildDevice device = FakeWorkers.opener(settings).open(0);
        device.prepare(0, FakeWorkers.callable(function));
        CallConfig config = CallConfig.defaults()
                .withSettings(RunSettings.unset().withDeadline(Duration.ofMillis(500)));
        boolean harmless = function.equals("nothing");
        Throwable ofRun = catchThrowable(() -> device.run(0, new TaskArgs().scalar(3L), config));
        Throwable ofClose = catchThrowable(device::close);
        assertThat(Stream.of(ofRun, ofClose).filter(e -> e != null)).hasSize(harmless ? 0 : 1);
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current().children().toList();
    }

    private static long count(String directory) {
        try (Stream<Path> entries = Files.list(Path.of(directory))) {
            return entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long sharedMappings() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("/memfd:chiptest-")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
