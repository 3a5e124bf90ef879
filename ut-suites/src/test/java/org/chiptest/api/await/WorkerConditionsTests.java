package org.chiptest.api.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.chiptest.api.await.WorkerConditions.counterReaches;
import static org.chiptest.api.await.WorkerConditions.ended;
import static org.chiptest.api.await.WorkerConditions.hasDied;
import static org.chiptest.api.await.WorkerConditions.kernelRuns;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.chiptest.api.assertion.ChipAssertions;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceActivity;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.tensor.TensorMemory;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.StartedRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerConditionsTests {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final DeviceActivity.Call KERNEL = new DeviceActivity.Call(DeviceActivity.Kind.KERNEL, 7, 3, 2, 5,
            Duration.ofMillis(12));

    private final BusyDevice device = new BusyDevice();
    private final ChipWorker worker = ChipWorker.open(id -> device, 0);

    @AfterEach
    void release() {
        device.end.countDown();
        worker.close();
    }

    @Test
    void aCounterReachesAValueDuringARun() {
        try (StartedRun run = worker.start(0, new TaskArgs(), CallConfig.defaults())) {
            counterReaches(worker, Counter.AICPU_OPENS, 1).await(LONG);

            assertThat(run.state()).isEqualTo(StartedRun.State.RUNNING);
        }
    }

    @Test
    void onlyWhatWasCountedSinceIsAsserted() {
        device.end.countDown();
        worker.unregister(0);
        CounterSnapshot before = worker.counters();
        worker.unregister(0);
        worker.unregister(0);

        ChipAssertions.assertThat(worker).since(before).openedOnAicpu(2);
    }

    @Test
    void aFailureSaysWhatTheWorkerWasDoing() {
        device.activity = Optional.of(new DeviceActivity(List.of(KERNEL), 4));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> counterReaches(worker, Counter.AICPU_OPENS, 2).await(SHORT)).withMessage("""
                        expected that the worker counts 2 AICPU opens within 20 ms, but it counts 0
                        running:
                          kernel 3 of task t7, block 2 on core 5 for 12 ms
                        kernels ended since it was opened: 4""");
    }

    @Test
    void aKernelIsRunning() {
        assertThat(kernelRuns(worker).call()).isFalse();
        device.activity = Optional.of(new DeviceActivity(List.of(KERNEL), 4));

        kernelRuns(worker).await(SHORT);
        kernelRuns(worker, 3).verify();
        assertThatExceptionOfType(AssertionError.class).isThrownBy(kernelRuns(worker, 4)::verify)
                .withMessage("expected "
                        + "that kernel 4 is running, but the worker is running kernel 3 of task t7, block 2 on core 5 for "
                        + "12 ms");
    }

    @Test
    void aWorkerHasDied() {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(hasDied(worker)::verify)
                .withMessage("expected that the worker has died, but it lives, and is not saying what it does");
        device.usable = false;

        hasDied(worker).await(SHORT);
    }

    @Test
    void kernelsOfARunHaveEnded() {
        device.activity = Optional.of(new DeviceActivity(List.of(), 4));
        try (StartedRun run = worker.start(0, new TaskArgs(), CallConfig.defaults())) {
            device.activity = Optional.of(new DeviceActivity(List.of(), 6));

            ended(run, 2).await(LONG);

            assertThatExceptionOfType(AssertionError.class).isThrownBy(ended(run, 3)::verify)
                    .withMessageMatching("expected that 3 kernels or tasks of the run have ended, but "
                            + "2 have ended in \\d+ ms, and the run is running");
        }
    }

    @Test
    void awaitilityTellsWhatItsAssertionsSay() {
        Awaitility.await().until(kernelRuns(worker), holds -> !holds);

        assertThatExceptionOfType(ConditionTimeoutException.class)
                .isThrownBy(() -> Awaitility.await().atMost(Duration.ofMillis(200))
                        .untilAsserted(kernelRuns(worker)::verify))
                .withMessageContaining(
                        "expected that a kernel is running, but the worker is not saying what it does");
    }

    @Test
    void anInterruptEndsTheWaiting() {
        Thread.currentThread().interrupt();

        Throwable thrown = catchThrowable(() -> kernelRuns(worker).await(LONG));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown).isInstanceOf(IllegalStateException.class)
                .hasMessage("interrupted while it waited until a kernel is running");
    }

    /** A device whose runs open a library and go on until they are told to end. */
    private static final class BusyDevice implements Device {

        final CountDownLatch end = new CountDownLatch(1);
        final AtomicLong opens = new AtomicLong();
        volatile Optional<DeviceActivity> activity = Optional.empty();
        volatile boolean usable = true;

        @Override
        public long perform(DeviceRequest request) {
            opens.incrementAndGet();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
            return 0;
        }

        @Override
        public TensorMemory tensorMemory() {
            throw new UnsupportedOperationException("this device has no memory");
        }

        @Override
        public CounterSnapshot counters() {
            return new CounterSnapshot(1, Map.of(Counter.AICPU_OPENS, opens.get()));
        }

        @Override
        public SortedSet<Integer> kernelsWith(long address, long size) {
            return new TreeSet<>();
        }

        @Override
        public Optional<DeviceActivity> activity() {
            return activity;
        }

        @Override
        public boolean isUsable() {
            return usable;
        }

        @Override
        public Optional<String> shortage() {
            return Optional.empty();
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
