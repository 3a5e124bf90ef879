package org.chiptest.runtime.internal.sim;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.place.DevicePlace;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run whose caller is inside user code that does not return ends all the same, with the code of a run that is late. */
class LostRunTests {

    private static final Path SOURCES = Path.of("src/test/resources/org/chiptest/runtime/sim");
    private static final CallConfig CONFIG = CallConfig.defaults()
            .withSettings(RunSettings.unset().withDeadline(Duration.ofMillis(200)));

    @TempDir
    Path scratch;

    @ParameterizedTest
    @CsvSource({"a2a3sim, hbg, waits, 'kernel 4 of task t0, block 0 on core '",
        "a5sim, trb, waits, 'kernel 4 of task t0, block 0 on core '",
        "a5sim, hbg, waits_itself, 'the orchestration''s entry for '",
        "a2a3sim, trb, waits_itself, 'the orchestration''s entry for '"})
    void whatDoesNotReturnIsNamed(String platform, String name, String entry, String running) {
        RuntimeKind runtime = RuntimeKind.named(name).orElseThrow();
        MemorySegment word = Arena.ofAuto().allocate(JAVA_INT);
        try (ChipWorker worker = worker(platform, runtime)) {
            worker.prepare(0, callable(runtime, entry));
            TaskArgs args = new TaskArgs().scalar(word.address());
            WorkerException late = catchThrowableOfType(WorkerException.class, () -> worker.run(0, args, CONFIG));
            WorkerException later = catchThrowableOfType(WorkerException.class, () -> worker.run(0, args, CONFIG));
            word.set(JAVA_INT, 0, 1);
            assertThat(late).hasMessageStartingWith("run_prepared failed with code -100: ")
                    .hasMessageContaining("the run did not end within its deadline of 200 ms\n  running: " + running)
                    .hasMessageContaining("\n  still running: " + running)
                    .hasMessageEndingWith("\n  this device cannot be used any more");
            assertThat(late.code()).isEqualTo(-100);
            assertThat(later).hasMessageContaining(
                    "an earlier call of this device never returned from native code; open a new device");
        }
    }

    private static ChipCallable callable(RuntimeKind runtime, String entry) {
        return ChipCallable.builder().functionName(entry)
                .orchestration(TestToolchain.orchestration(runtime,
                        SOURCES.resolve(runtime.shortName()).resolve("graphs.cpp")))
                .child(4, CoreCallable.of(List.of(), TestToolchain.kernel(runtime, SOURCES.resolve("wait.cpp"))))
                .build();
    }

    private ChipWorker worker(String platform, RuntimeKind runtime) {
        return ChipWorker.open(
                DevicePlace.IN_PROCESS.opener(platform, runtime, TestToolchain.settings(scratch)), 0);
    }
}
