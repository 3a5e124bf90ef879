package org.chiptest.runtime.internal.process.parent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.DeviceActivity;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.RunLateException;
import org.chiptest.runtime.worker.StartedRun;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartedChildRunTests {

    private static final CallConfig CONFIG = CallConfig.defaults();
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void itComputesInItsProcess() {
        try (ChipWorker worker = worker();
                HostTensor a = worker.allocate(DataType.FLOAT32, 1000).fill(3);
                HostTensor sum = worker.allocate(DataType.FLOAT32, 1000)) {
            worker.prepare(0, FakeWorkers.callable("add"));
            try (StartedRun run = worker.start(0, new TaskArgs().tensor(a).tensor(a).tensor(sum), CONFIG)) {
                run.await(LONG);
            }
            assertThat(sum.get(999)).isEqualTo(6);
        }
    }

    @Test
    void whoAwaitsTooShortSeesTheKernelTheLogAndTheStacks() {
        try (ChipWorker worker = worker()) {
            worker.prepare(3, FakeWorkers.callable("spin"));
            try (StartedRun run = worker.start(3, new TaskArgs(), CONFIG)) {
                Awaitility.await().until(() -> !run.progress().calls().isEmpty());

                RunLateException late = catchThrowableOfType(RunLateException.class,
                        () -> run.await(Duration.ofMillis(1)));

                assertThat(late)
                        .hasMessageMatching("(?s)await of run_prepared of callable id 3 failed with code -100: .*"
                                + "is doing run_prepared of callable id 3 'spin'\n"
                                + "  running: kernel 1 of task t7, block 2 on core 5 for \\d+ ms.*"
                                + "Java stacks: .*chiptest-device.*Native stacks: .*");
                assertThat(run.state()).isEqualTo(StartedRun.State.RUNNING);
                assertThat(worker.isUsable()).isTrue();
            }
        }
    }

    @Test
    void oneThatIsGivenUpEndsItsProcess() {
        try (ChipWorker worker = worker()) {
            worker.prepare(3, FakeWorkers.callable("spin"));
            StartedRun run = worker.start(3, new TaskArgs(), CONFIG);
            Awaitility.await()
                    .until(() -> worker.activity().map(DeviceActivity::calls).filter(c -> !c.isEmpty()).isPresent());

            assertThat(run.giveUp()).isTrue();

            assertThat(worker.isUsable()).isFalse();
            assertThat(worker.activity()).isEmpty();
            assertThat(worker.describeActivity()).startsWith("worker process was killed because");
            assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> run.await(LONG))
                    .withCauseInstanceOf(WorkerDiedException.class);
            assertThatExceptionOfType(WorkerDiedException.class)
                    .isThrownBy(() -> worker.run(3, new TaskArgs(), CONFIG))
                    .withMessageStartingWith("run_prepared failed: the worker process is gone since run_prepared of "
                            + "callable id 3 'spin'; use a new worker.");
        }
        assertThat(directory).isEmptyDirectory();
    }

    private ChipWorker worker() {
        return ChipWorker.open(FakeWorkers.opener(FakeWorkers.settings(directory)), 0);
    }
}
