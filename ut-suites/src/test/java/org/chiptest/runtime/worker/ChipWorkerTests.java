package org.chiptest.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.DeviceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChipWorkerTests {

    private static final ChipCallable CALLABLE = ChipCallable.builder().functionName("entry").build();
    private static final TaskArgs NO_ARGS = new TaskArgs();
    private static final CallConfig CONFIG = CallConfig.defaults();
    private static final String NOT_INITIALIZED = "ChipWorker not initialized; call init() first";

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment host = arena.allocate(8);
    private final RecordingDevice device = new RecordingDevice();
    private final ChipWorker worker = new ChipWorker(device::open);

    @AfterEach
    void release() {
        worker.close();
        arena.close();
    }

    @Test
    void everyOperationReachesTheDevice() {
        worker.init(3);
        PreparedCallable prepared = worker.prepare(7, CALLABLE);
        prepared.run(NO_ARGS, CONFIG);
        prepared.close();
        worker.free(worker.malloc(16));
        worker.copyTo(64, host);
        worker.copyFrom(host, 64);
        worker.close();
        assertThat(device.calls).containsExactly("open 3", "prepare 7", "run 7", "unregister 7", "malloc 16", "free 64",
                "copyTo 64", "copyFrom 64", "close");
        assertThat(prepared.cid()).isEqualTo(7);
    }

    @Test
    void itIsInitializedOnce() {
        worker.init(0);
        assertFails(() -> worker.init(0), -1, "ChipWorker already initialized; runtime cannot be changed");
    }

    @Test
    void aClosedWorkerIsNeverInitializedAgain() {
        worker.close();
        assertFails(() -> worker.init(0), -1, "ChipWorker already finalized; cannot reinitialize");
    }

    @Test
    void aDeviceIdIsNotNegative() {
        assertFails(() -> worker.init(-1), -1, "ChipWorker::init requires a non-negative device_id, found -1");
        worker.init(0);
        assertThat(worker.isInitialized()).isTrue();
    }

    @Test
    void aFailedInitLeavesTheWorkerNew() {
        device.failure = new DeviceException(-42, "the device is broken");
        assertFails(() -> worker.init(0), -42, "simpler_init failed with code -42: the device is broken");
        assertThat(worker.isInitialized()).isFalse();
        assertFails(() -> worker.malloc(1), -1, NOT_INITIALIZED);
        device.failure = null;
        worker.init(0);
        assertThat(worker.isInitialized()).isTrue();
    }

    @Test
    void nothingButInitAndCloseIsPossibleBeforeInit() {
        for (ThrowingCallable operation : List.<ThrowingCallable>of(() -> worker.prepare(0, CALLABLE),
                () -> worker.run(0, NO_ARGS, CONFIG), () -> worker.unregister(0), () -> worker.malloc(1),
                () -> worker.free(1), () -> worker.copyTo(1, host), () -> worker.copyFrom(host, 1),
                () -> worker.allocate(DataType.INT8, 1), worker::counters)) {
            assertFails(operation, -1, NOT_INITIALIZED);
        }
        assertThat(device.calls).isEmpty();
    }

    @Test
    void aClosedWorkerSaysSo() {
        worker.init(0);
        worker.close();
        assertFails(() -> worker.malloc(1), -1, "ChipWorker not initialized; it is finalized, use a new worker");
    }

    @Test
    void theConfigurationIsCheckedBeforeTheState() {
        assertThatIllegalArgumentException().isThrownBy(() -> worker.run(0, NO_ARGS, CONFIG.withPmu(1)))
                .withMessageStartingWith("output_prefix is empty");
    }

    @Test
    void aFailedOperationCarriesItsCodeAndItsName() {
        worker.init(0);
        device.failure = new DeviceException(-9, "because");
        assertFails(() -> worker.prepare(0, CALLABLE), -9, "prepare_callable failed with code -9: because");
        assertFails(() -> worker.run(0, NO_ARGS, CONFIG), -9, "run_prepared failed with code -9: because");
        assertFails(() -> worker.unregister(0), -9, "unregister_callable failed with code -9: because");
        assertFails(() -> worker.copyTo(1, host), -9, "copy_to failed with code -9: because");
        assertFails(() -> worker.copyFrom(host, 1), -9, "copy_from failed with code -9: because");
        assertFails(() -> worker.free(1), -9, "free failed with code -9: because");
        assertFails(() -> worker.malloc(1), -9, "malloc failed: because");
    }

    @Test
    void closingTwiceClosesTheDeviceOnce() {
        worker.init(0);
        worker.close();
        worker.close();
        assertThat(device.calls).containsOnlyOnce("close");
    }

    @Test
    void aSecondCallerGetsAnErrorAndNeverWaits() throws InterruptedException {
        worker.init(0);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        device.work = () -> {
            running.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        Thread runner = Thread.ofPlatform().name("runner").start(() -> worker.run(0, NO_ARGS, CONFIG));
        running.await();
        try {
            assertThatIllegalStateException().isThrownBy(() -> worker.malloc(8))
                    .withMessage("malloc was called by thread " + Thread.currentThread().getName()
                            + " while run_prepared of thread runner is under way; a ChipWorker has one caller at a time");
            assertThat(worker.counters().generation()).isEqualTo(11);
        } finally {
            end.countDown();
            runner.join();
        }
        worker.malloc(8);
    }

    @Test
    void closingInterruptsTheOperationOfAnotherThreadAndThenSaysSo() throws InterruptedException {
        worker.init(0);
        CountDownLatch running = new CountDownLatch(1);
        device.work = () -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        Thread runner = Thread.ofPlatform().name("runner").unstarted(() -> worker.run(0, NO_ARGS, CONFIG));
        runner.setUncaughtExceptionHandler((_, _) -> {
            // what it throws belongs to whoever has left it there
        });
        runner.start();
        running.await();

        assertThatIllegalStateException().isThrownBy(worker::close).withMessageStartingWith("finalize was called by ")
                .withMessageContaining("while run_prepared of thread runner is under way");
        runner.join();
        assertThat(device.calls).containsOnlyOnce("close");
        worker.close();
    }

    @Test
    void aFailureThatNamesItsOperationStaysAsItIsAndBelongsToTheOneFamily() {
        worker.init(0);
        WorkerException lost = new WorkerException(-7, "malloc failed: the worker process is gone");
        device.failure = lost;
        assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> worker.malloc(8))
                .satisfies(e -> assertThat(e).isSameAs(lost).returns(-7, DeviceException::code));
    }

    private static void assertFails(ThrowingCallable operation, int code, String message) {
        assertThatExceptionOfType(WorkerException.class).isThrownBy(operation).withMessage(message)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }
}
