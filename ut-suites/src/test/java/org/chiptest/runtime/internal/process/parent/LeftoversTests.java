package org.chiptest.runtime.internal.process.parent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.process.WorkerSettings;
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
        ProcessCensus before = ProcessCensus.take();

        use(function);

        assertThat(directory).isEmptyDirectory();
        before.assertNothingCameToStay();
    }

    @Test
    void nothingIsLeftIfAProcessDoesNotStart() {
        ProcessCensus before = ProcessCensus.take();
        WorkerSettings broken = FakeWorkers.settings(directory).withClassPath(List.of(directory));
        assertThat(catchThrowable(() -> FakeWorkers.opener(broken).open(0)))
                .hasMessageContaining("Could not find or load main class");
        assertThat(directory).isEmptyDirectory();
        before.assertNothingCameToStay();
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
}
