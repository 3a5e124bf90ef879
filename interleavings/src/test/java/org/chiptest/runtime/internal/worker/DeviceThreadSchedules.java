package org.chiptest.runtime.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.chiptest.interleavings.schedule.Scenario;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.graph.WatchedRuns;

/** A {@link DeviceThread}, a {@link SingleCaller}, and who calls them. */
public final class DeviceThreadSchedules {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String REFUSED = "an earlier call of this device never returned";

    private DeviceThreadSchedules() {}

    /** Calls, one after the other; each gets its own answer, and the thread ends when it is closed. */
    public static class Calls implements Scenario {

        @Override
        public final void run() throws InterruptedException {
            DeviceThread thread = new DeviceThread("device");
            for (int i = 0; i < 3; i++) {
                int number = i;
                assertThat(thread.call(() -> number, LONG)).isEqualTo(number);
            }
            Thread serving = thread.call(() -> Thread.currentThread(), LONG);
            thread.close();
            serving.join();
        }
    }

    /** The same where both sides look for a moment before they sleep. */
    public static final class SpinningCalls extends Calls {

        @Override
        public boolean spins() {
            return true;
        }
    }

    /** Runs that may be given up, just when they end too: the failure of a run is never the answer to a later call. */
    public static final class LostRuns implements Scenario {

        private int running;

        @Override
        public Duration patience() {
            return Duration.ofMillis(3);
        }

        @Override
        public boolean timeRunsOut() {
            return true;
        }

        @Override
        public void run() {
            DeviceThread thread = new DeviceThread("device");
            WatchedRuns runs = new WatchedRuns(() -> thread.giveUp(lost(running)));
            boolean refused = false;
            for (int i = 1; i <= 3; i++) {
                int number = i;
                Supplier<Integer> run = () -> {
                    running = number;
                    if (!runs.during(() -> LockSupport.unpark(Thread.currentThread()))) {
                        throw lost(number);
                    }
                    return number;
                };
                Throwable thrown = catchThrowable(() -> assertThat(thread.call(run, LONG)).isEqualTo(number));
                if (refused) {
                    assertThat(thrown).hasMessageStartingWith(REFUSED);
                } else if (thrown != null) {
                    assertThat(thrown).hasMessage(lost(number).getMessage());
                    refused = true;
                }
                assertThat(thread.isUsable()).isEqualTo(!refused);
            }
            thread.close();
        }

        private static DeviceException lost(int run) {
            return new DeviceException(-1, "run " + run + " is lost");
        }
    }

    /** Two threads want to use a worker at the same time: one of them is refused, or comes later. */
    public static final class TwoCallers implements Scenario {

        private final SingleCaller callers = new SingleCaller("worker");
        private int inside;
        private int served;

        @Override
        public void run() throws InterruptedException {
            Thread other = new Thread(this::use, "other");
            other.start();
            use();
            other.join();
            assertThat(served).isPositive();
            assertThat(callers.<Integer>during("run", () -> served)).isEqualTo(served);
        }

        private void use() {
            Throwable thrown = catchThrowable(() -> callers.during("run", () -> {
                assertThat(++inside).isEqualTo(1);
                served++;
                inside--;
                return served;
            }));
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("has one caller at a time");
            }
        }
    }

    /** A worker is closed while another thread uses it again and again: that is interrupted, and nothing is done after the end has begun. */
    public static final class Closing implements Scenario {

        private final SingleCaller callers = new SingleCaller("worker");
        private volatile boolean ended;

        @Override
        public Duration patience() {
            return Duration.ofMillis(20);
        }

        @Override
        public void run() throws InterruptedException {
            Thread other = new Thread(() -> {
                Throwable thrown = null;
                while (thrown == null && !ended) {
                    thrown = catchThrowable(() -> callers.during("run", this::runUntilInterrupted));
                }
                if (thrown != null) {
                    assertThat(thrown).isInstanceOf(IllegalStateException.class);
                }
            }, "other");
            other.start();
            Throwable refused = catchThrowable(() -> callers.end("close", () -> {
                Thread.onSpinWait();
                ended = true;
            }));
            if (refused != null) {
                assertThat(refused).hasMessageContaining("has one caller at a time");
            }
            assertThat(ended).isTrue();
            LockSupport.unpark(other);
            other.interrupt();
            other.join();
        }

        private boolean runUntilInterrupted() {
            boolean after = ended;
            while (!Thread.interrupted() && !ended) {
                LockSupport.park();
            }
            assertThat(after || !ended).as("whether the worker was there as long as it was used").isTrue();
            return true;
        }
    }
}
