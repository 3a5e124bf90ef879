package org.chiptest.runtime.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.chiptest.runtime.internal.linker.CallFrameDescriptor;
import org.chiptest.runtime.internal.linker.ThreadStateListener;
import org.chiptest.runtime.internal.trb.CompiledCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a waiting caller is woken. It parks without any time limit here, so that nothing but an event can wake it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RunStateTests {

    private final RunState run = new RunState(2);
    private final KernelThread me = kernelThread();
    private final AtomicBoolean gone = new AtomicBoolean();
    private final AtomicInteger wakeUps = new AtomicInteger();
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final Thread caller = new Thread(this::waitForTheObstacle);

    @BeforeEach
    void startCaller() throws InterruptedException {
        run.begin(new IdleRun(), null);
        run.join(me);
        run.raise(me);
        caller.start();
        waiting.await();
    }

    @AfterEach
    void endCaller() throws InterruptedException {
        gone.set(true);
        run.progressed();
        assertThat(caller.join(Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void aWaitingCallerIsWokenWhenItsObstacleIsGone() throws InterruptedException {
        gone.set(true);

        run.progressed();

        assertThat(caller.join(Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void aWaitingCallerIsWokenWhenNothingIsInFlight() throws InterruptedException {
        run.lower(me);

        run.progressed();

        assertThat(caller.join(Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void aWaitingCallerIsWokenByAFailure() throws InterruptedException {
        run.fail(new RunFailure(-1, "over"));

        assertThat(caller.join(Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void aWaitingCallerSleepsThroughProgressThatDoesNotHelpIt() throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            run.progressed();
        }
        gone.set(true);
        run.progressed();

        assertThat(caller.join(Duration.ofMinutes(1))).isTrue();
        // a platform may wake a thread for no reason, but hardly ever does
        assertThat(wakeUps.get()).isLessThanOrEqualTo(10);
    }

    private void waitForTheObstacle() {
        run.waitFor(gone::get);
        waiting.countDown();
        while (!gone.get() && !run.isQuiet() && run.failure() == null) {
            LockSupport.park(this);
            wakeUps.incrementAndGet();
        }
        run.waited();
    }

    private static KernelThread kernelThread() {
        MemorySegment memory = Arena.ofAuto().allocate(2 * CallFrameDescriptor.SIZE, CallFrameDescriptor.ALIGNMENT);
        CallFrames frames = new CallFrames(CompiledCode.shim(), 0, memory, lost -> fail("a run was lost", lost),
                ThreadStateListener.NONE);
        return new KernelThread(0, frames.kernelCall(0), frames.kernelFrame(0), memory);
    }

    private static final class IdleRun implements GraphPolicy {

        @Override
        public long arguments(Task task, int block, int place, MemorySegment scratch) {
            return 0;
        }

        @Override
        public boolean blocksDone(Task task) {
            return true;
        }

        @Override
        public void completed(Task task) {
            // nothing belongs to a task here
        }
    }
}
