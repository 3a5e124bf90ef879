package org.chiptest.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.DeviceActivity;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.tensor.TensorMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartedRunTests {

    private static final CallConfig CONFIG = CallConfig.defaults();
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final DeviceActivity.Call KERNEL = new DeviceActivity.Call(DeviceActivity.Kind.KERNEL, 7, 3, 2, 5,
            Duration.ofMillis(12));

    private final RecordingDevice device = new RecordingDevice();
    private final ChipWorker worker = ChipWorker.open(device::open, 0);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void release() {
        end.countDown();
        worker.close();
    }

    @Test
    void itGoesOnByItselfUntilItsEnd() {
        device.work = this::waitForTheEnd;
        try (StartedRun run = worker.start(3, new TaskArgs(), CONFIG)) {
            assertThat(run.state()).isEqualTo(StartedRun.State.RUNNING);

            end.countDown();
            run.await(LONG);

            assertThat(run.state()).isEqualTo(StartedRun.State.DONE);
            assertThat(run.giveUp()).isFalse();
        }
        assertThat(device.calls).containsExactly("open 0", "run 3");
        worker.malloc(8);
    }

    @Test
    void untilThenTheWorkerDoesNothingElse() throws InterruptedException {
        device.work = this::waitForTheEnd;
        try (StartedRun run = worker.start(3, new TaskArgs(), CONFIG)) {
            begun.await();
            String starter = Thread.currentThread().getName();
            assertThatIllegalStateException().isThrownBy(() -> worker.start(4, new TaskArgs(), CONFIG))
                    .withMessage("run_prepared was called by thread " + starter + " while run_prepared, started by "
                            + "thread " + starter + ", is under way; await it, or give it up; a ChipWorker has one "
                            + "caller at a time");
            assertThatIllegalStateException().isThrownBy(() -> worker.run(4, new TaskArgs(), CONFIG));
            assertThatIllegalStateException().isThrownBy(() -> worker.unregister(3));
            assertThat(worker.counters().generation()).isEqualTo(11);
            assertThat(run.state()).isEqualTo(StartedRun.State.RUNNING);
        }
        assertThat(device.calls).containsExactly("open 0", "run 3");
    }

    @Test
    void whoAwaitsTooShortIsToldWhatTheWorkerDoesAndMayAwaitAgain() {
        device.work = this::waitForTheEnd;
        device.activity = Optional.of(new DeviceActivity(List.of(KERNEL), 4));
        try (StartedRun run = worker.start(3, new TaskArgs(), CONFIG)) {
            assertThatExceptionOfType(RunLateException.class).isThrownBy(() -> run.await(SHORT)).withMessage("""
                    await of run_prepared of callable id 3 failed with code -100: the run has not ended within 1 ms; \
                    it goes on, await it again or give it up
                    running:
                      kernel 3 of task t7, block 2 on core 5 for 12 ms
                    kernels ended since it was opened: 4""");
            end.countDown();
            run.await(LONG);
        }
    }

    @Test
    void itTellsHowFarItHasCome() throws InterruptedException {
        device.work = this::waitForTheEnd;
        device.activity = Optional.of(new DeviceActivity(List.of(), 100));
        try (StartedRun run = worker.start(3, new TaskArgs(), CONFIG)) {
            begun.await();
            device.activity = Optional.of(new DeviceActivity(List.of(KERNEL), 142));

            assertThat(run.progress().calls()).containsExactly(KERNEL);
            assertThat(run.progress().ended()).isEqualTo(OptionalLong.of(42));
            assertThat(run.progress().elapsed()).isPositive();

            end.countDown();
            run.await(LONG);
            device.activity = Optional.of(new DeviceActivity(List.of(KERNEL), 200));
            assertThat(run.progress())
                    .isEqualTo(new StartedRun.Progress(StartedRun.State.DONE, run.progress().elapsed(),
                            List.of(), OptionalLong.of(42)));
        }
    }

    @Test
    void whatADeviceDoesNotSayIsAbsent() {
        try (StartedRun run = worker.start(3, new TaskArgs(), CONFIG)) {
            run.await(LONG);

            assertThat(run.progress().ended()).isEmpty();
            assertThat(run.progress().calls()).isEmpty();
        }
    }

    @Test
    void itFailsAsTheBlockingCallDoes() {
        device.work = () -> {
            throw new DeviceException(-9, "because");
        };
        try (StartedRun run = worker.start(3, new TaskArgs(), CONFIG)) {
            for (int time = 0; time < 2; time++) {
                assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> run.await(LONG))
                        .withMessage("run_prepared failed with code -9: because");
            }
            assertThat(run.state()).isEqualTo(StartedRun.State.FAILED);
        }
    }

    @Test
    void oneThatIsGivenUpHasEndedWhenThatReturns() throws InterruptedException {
        device.work = this::waitForTheEnd;
        StartedRun run = worker.start(3, new TaskArgs(), CONFIG);
        begun.await();

        assertThat(run.giveUp()).isTrue();

        assertThat(run.state()).isEqualTo(StartedRun.State.GIVEN_UP);
        worker.malloc(8);
        assertThatThrownBy(() -> run.await(LONG)).isInstanceOf(WorkerException.class)
                .hasMessageMatching("run_prepared of callable id 3 was given up after \\d+ ms")
                .hasCauseInstanceOf(IllegalStateException.class);
        run.close();
    }

    @Test
    void closingGivesUpWhatGoesOn() {
        device.work = this::waitForTheEnd;
        StartedRun run = worker.start(3, new TaskArgs(), CONFIG);

        run.close();

        assertThat(run.state()).isEqualTo(StartedRun.State.GIVEN_UP);
    }

    @Test
    void aFailureThatNobodyHasAwaitedIsNotLost() throws InterruptedException {
        device.work = () -> {
            throw new DeviceException(-9, "because");
        };
        StartedRun run = worker.start(3, new TaskArgs(), CONFIG);
        while (run.state() == StartedRun.State.RUNNING) {
            Thread.onSpinWait();
        }

        assertThatThrownBy(run::close).hasMessage("run_prepared failed with code -9: because");
        run.close();
    }

    @Test
    void aWorkerThatIsClosedEndsItsRunAndSaysSo() {
        device.work = this::waitForTheEnd;
        StartedRun run = worker.start(3, new TaskArgs(), CONFIG);

        assertThatExceptionOfType(WorkerException.class).isThrownBy(worker::close).withMessageMatching(
                "run_prepared of callable id 3 was still under way after \\d+ ms when its worker was closed, and was "
                        + "given up; await what start returned, or close it");

        assertThat(run.state()).isEqualTo(StartedRun.State.GIVEN_UP);
        assertThat(device.calls).endsWith("close");
        worker.close();
    }

    @Test
    void aWorkerThatIsClosedTellsAFailureThatNobodyHasAwaited() {
        device.work = () -> {
            throw new DeviceException(-9, "because");
        };
        StartedRun run = worker.start(3, new TaskArgs(), CONFIG);
        while (run.state() == StartedRun.State.RUNNING) {
            Thread.onSpinWait();
        }

        assertThatExceptionOfType(WorkerException.class).isThrownBy(worker::close).withMessage(
                "run_prepared of callable id 3 had failed, and nobody has awaited it: run_prepared failed with code -9: "
                        + "because");
        assertThat(device.calls).endsWith("close");
    }

    @Test
    void theNextStartTellsAFailureThatNobodyHasAwaitedOnce() {
        device.work = () -> {
            throw new DeviceException(-9, "because");
        };
        StartedRun run = worker.start(3, new TaskArgs(), CONFIG);
        while (run.state() == StartedRun.State.RUNNING) {
            Thread.onSpinWait();
        }

        assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> worker.start(4, new TaskArgs(), CONFIG))
                .withMessageStartingWith("run_prepared of callable id 3 had failed, and nobody has awaited it: ");

        device.work = () -> {};
        try (StartedRun next = worker.start(4, new TaskArgs(), CONFIG)) {
            next.await(LONG);
        }
    }

    @Test
    void theArgumentsAreThoseOfTheStart() throws InterruptedException {
        device.work = this::waitForTheEnd;
        TaskArgs args = new TaskArgs().scalar(1L);
        try (StartedRun run = worker.start(3, args, CONFIG)) {
            args.scalar(2L);
            begun.await();
            end.countDown();
            run.await(LONG);
        }
        assertThat(Objects.requireNonNull(device.ran)).isEqualTo(new TaskArgs().scalar(1L));
    }

    @Test
    void tensorsThatAreClosedMeanwhileKeepTheirMemory() {
        CountingMemory memory = new CountingMemory();
        device.memory = memory;
        device.work = this::waitForTheEnd;
        HostTensor tensor = worker.allocate(DataType.INT8, 4);
        try (StartedRun run = worker.start(3, new TaskArgs().tensor(tensor), CONFIG)) {
            tensor.close();
            assertThat(memory.freed).isZero();

            end.countDown();
            run.await(LONG);
        }
        assertThat(memory.freed).isOne();
    }

    @Test
    void whatIsWrongAtOnceIsThrownAtOnce() {
        assertThatThrownBy(() -> worker.start(0, new TaskArgs(), CONFIG.withPmu(1)))
                .hasMessageStartingWith("output_prefix is empty");
        worker.close();
        assertThatThrownBy(() -> worker.start(0, new TaskArgs(), CONFIG)).isInstanceOf(WorkerException.class)
                .hasMessage("ChipWorker not initialized; it is finalized, use a new worker");
    }

    private void waitForTheEnd() {
        begun.countDown();
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static final class CountingMemory implements TensorMemory {

        volatile int freed;

        @Override
        public MemorySegment allocate(long bytes) {
            return Arena.ofAuto().allocate(bytes, 64);
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread frees
        public void free(MemorySegment memory) {
            freed++;
        }
    }
}
