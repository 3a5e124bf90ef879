package org.chiptest.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sub worker's process that is started ahead and does not come. */
@Timeout(60)
class ChipPoolStartTests {

    private final ChipPool pool = new ChipPool(Duration.ofMillis(50));
    private final ChipPool.Visit visit = pool.visit("first");
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isGivenUpByWhoTakesItOrClosesThePoolWithWhereItsThreadIsAndClosedWhenItComes(boolean taken)
            throws InterruptedException {
        pool.expectSubWorkers(1);
        visit.startSubWorker(this::start);
        begun.await();
        // until the thread is where it will be found
        Awaitility.await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .anyMatch(each -> each.getName().equals("chiptest-sub-worker-ahead")
                        && each.getState() == Thread.State.WAITING));

        ThrowingCallable waiting = taken ? visit::takeSubWorker : pool::close;
        assertThatIllegalStateException().isThrownBy(waiting).withMessageMatching(
                "the process of a sub worker that is started ahead is not there after 50 ms: its thread"
                        + " chiptest-sub-worker-ahead is WAITING in java\\.base/.*; see whether this machine can still start"
                        + " processes");

        assertThat(closed.getCount()).isOne();
        end.countDown();
        closed.await();
        pool.close();
    }

    @Test
    void isWaitedForAlthoughTheThreadIsInterrupted() {
        ChipPool patient = new ChipPool();
        patient.expectSubWorkers(1);
        end.countDown();
        patient.visit("first").startSubWorker(this::start);
        Thread.currentThread().interrupt();

        assertThat(patient.visit("second").takeSubWorker()).isPresent();
        assertThat(Thread.interrupted()).isTrue();
    }

    private AutoCloseable start() {
        begun.countDown();
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return closed::countDown;
    }
}
