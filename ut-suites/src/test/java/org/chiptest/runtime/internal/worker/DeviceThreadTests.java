package org.chiptest.runtime.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.chiptest.runtime.device.DeviceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviceThreadTests {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final DeviceThread thread = new DeviceThread("device-thread-test");

    @AfterEach
    void close() {
        thread.close();
    }

    @Test
    void aCallReturnsWhatItsBodyReturns() {
        assertThat(thread.call(() -> 42, LONG)).isEqualTo(42);
    }

    /** The failure belongs to the call that was given up, which has ended by itself just before it learned of it. */
    @Test
    void aLateFailureIsNotTakenForThatOfALaterCall() {
        thread.call(() -> 42, LONG);

        thread.giveUp(new DeviceException(-100, "the first call"));

        assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> thread.call(() -> 43, LONG))
                .withMessage("an earlier call of this device never returned from native code; open a new device");
    }

    @Test
    void anInterruptGivesTheCallUpAndItsLateAnswerIsNobodys() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<String> outcome = new CompletableFuture<>();
        Thread caller = Thread.ofPlatform().start(() -> {
            Throwable thrown = catchThrowable(() -> thread.call(() -> {
                begun.countDown();
                Awaitility.await().until(() -> end.getCount() == 0);
                return 42;
            }, LONG));
            outcome.complete(thrown.getMessage() + "; " + Thread.currentThread().isInterrupted());
        });
        begun.await();

        caller.interrupt();

        assertThat(outcome.get(60, TimeUnit.SECONDS)).isEqualTo("the thread that waited for the device was interrupted "
                + "while native code was running; the device cannot be used any more, run it in a process of its own to "
                + "survive this; true");
        end.countDown();
        assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> thread.call(() -> 43, LONG))
                .withMessageStartingWith("an earlier call of this device never returned");
    }
}
