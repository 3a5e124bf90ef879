package org.chiptest.runtime.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.chiptest.interleavings.schedule.Scenario;
import org.chiptest.runtime.device.DeviceActivity;
import org.chiptest.runtime.worker.RunLateException;
import org.chiptest.runtime.worker.StartedRun.State;
import org.chiptest.runtime.worker.WorkerException;

/** A {@link BackgroundRun}, and who awaits it, gives it up or closes its worker. */
public final class BackgroundRunSchedules {

    private static final Duration LONG = Duration.ofMinutes(1);

    private BackgroundRunSchedules() {}

    /** A run of a worker that is free again when the run has ended. */
    private abstract static class OnRun implements Scenario {

        private final AtomicInteger releases = new AtomicInteger();

        @Override
        public final void run() throws Exception {
            use(BackgroundRun.start("the run", this::body, this::release, new Nothing()));
        }

        private void release() {
            releases.incrementAndGet();
        }

        /** Be the run. */
        abstract void body();

        abstract void use(BackgroundRun run) throws Exception;

        final void assertEnded(BackgroundRun run, State state) {
            assertThat(run.state()).isEqualTo(state);
            assertThat(releases).as("how often the worker was released").hasValue(1);
        }

        static void fail() {
            throw new WorkerException("it has failed");
        }
    }

    private static final class Nothing implements BackgroundRun.Watch {

        @Override
        public List<DeviceActivity.Call> calls() {
            return List.of();
        }

        @Override
        public OptionalLong ended() {
            return OptionalLong.of(7);
        }

        @Override
        public String describe() {
            return "it is watched";
        }
    }

    /** A run that fails is awaited by two threads, again and again: whoever sees its end sees all of it. */
    public static final class Awaited extends OnRun {

        @Override
        public Duration patience() {
            return Duration.ofMillis(1);
        }

        @Override
        public boolean timeRunsOut() {
            return true;
        }

        @Override
        void body() {
            fail();
        }

        @Override
        void use(BackgroundRun run) throws InterruptedException {
            Thread other = new Thread(() -> await(run), "other");
            other.start();
            await(run);
            other.join();
        }

        private void await(BackgroundRun run) {
            Throwable thrown = catchThrowable(() -> run.await(Duration.ofNanos(1)));
            while (thrown instanceof RunLateException) {
                assertThat(thrown).hasMessageContaining("it goes on").hasMessageContaining("it is watched");
                Thread.onSpinWait();
                thrown = catchThrowable(() -> run.await(Duration.ofNanos(1)));
            }
            assertThat(thrown).isInstanceOf(WorkerException.class).hasMessageContaining("it has failed");
            assertEnded(run, State.FAILED);
            assertThat(run.progress().ended()).hasValue(7);
        }
    }

    /** A run that ends when it is interrupted, or before, is given up. */
    public static final class GivenUp extends OnRun {

        private final CountDownLatch never = new CountDownLatch(1);

        @Override
        void body() {
            try {
                never.await();
            } catch (InterruptedException e) {
                fail();
            }
        }

        @Override
        void use(BackgroundRun run) {
            assertThat(run.giveUp()).isTrue();
            assertEnded(run, State.GIVEN_UP);
            assertThat(catchThrowable(() -> run.await(LONG))).hasMessageStartingWith("the run was given up after");
            run.close();
        }
    }

    /** The same with a run that ends well at any time: it is given up, or done, and which is always the same. */
    public static final class GivenUpAtItsEnd extends OnRun {

        private final AtomicInteger work = new AtomicInteger();

        @Override
        void body() {
            work.incrementAndGet();
            if (Thread.currentThread().isInterrupted()) {
                fail();
            }
            work.incrementAndGet();
        }

        @Override
        void use(BackgroundRun run) throws InterruptedException {
            Thread closer = new Thread(run::close, "closer");
            boolean givenUp = run.giveUp();
            closer.start();
            assertEnded(run, givenUp ? State.GIVEN_UP : State.DONE);
            closer.join();
            assertThat(catchThrowable(() -> run.await(LONG)) == null).isEqualTo(!givenUp);
        }
    }

    /** The worker of a run that fails is closed: the failure is told to who closes it, unless somebody knows it already. */
    public static final class Settled extends OnRun {

        @Override
        void body() {
            fail();
        }

        @Override
        void use(BackgroundRun run) {
            String failure = String.valueOf(run.settle().orElseThrow().getMessage());
            assertThat(failure).containsAnyOf("nobody has awaited it: it has failed",
                    "was still under way after");
            assertThat(run.settle()).as("told once").isEmpty();
            assertEnded(run, failure.contains("awaited it:") ? State.FAILED : run.state());
            run.close();
        }
    }
}
