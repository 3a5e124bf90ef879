package org.chiptest.runtime.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;

import org.chiptest.runtime.device.DeviceActivity;
import org.chiptest.runtime.worker.StartedRun.State;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run that ignores what is done to end it. */
@Timeout(60)
class BackgroundRunTests {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final BackgroundRun run = BackgroundRun.start("run_prepared of callable id 3", this::endure,
            released::countDown,
            new Nothing(), Duration.ofMillis(10));

    private static final class Nothing implements BackgroundRun.Watch {

        @Override
        public List<DeviceActivity.Call> calls() {
            return List.of();
        }

        @Override
        public OptionalLong ended() {
            return OptionalLong.empty();
        }

        @Override
        public String describe() {
            return "it endures";
        }
    }

    /** A run that is given up before it has begun ends at once. */
    @BeforeEach
    void letItBegin() throws InterruptedException {
        begun.await();
    }

    @AfterEach
    void letItEnd() {
        end.countDown();
    }

    @Test
    void givingItUpSaysThatItGoesOn() throws InterruptedException {
        assertThatExceptionOfType(WorkerException.class).isThrownBy(run::giveUp)
                .withMessage("run_prepared of callable id 3 was given up and has not ended within 10 ms;"
                        + " its worker is of no use\nit endures");
        assertThat(run.state()).isEqualTo(State.RUNNING);
        assertThat(released.getCount()).isOne();

        end.countDown();
        released.await();
        run.await(Duration.ofSeconds(50));

        assertThat(run.state()).isEqualTo(State.DONE);
    }

    @Test
    void whoClosesItsWorkerIsTold() {
        assertThat(run.settle()).hasValueSatisfying(
                e -> assertThat(e).hasMessageContaining("was given up and has not ended within 10 ms"));
    }

    private void endure() {
        begun.countDown();
        boolean over = false;
        while (!over) {
            try {
                end.await();
                over = true;
            } catch (InterruptedException e) {
                over = false;
            }
        }
    }
}
