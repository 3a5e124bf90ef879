package org.chiptest.runtime.internal.worker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.chiptest.runtime.device.DeviceActivity;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.internal.settings.HostClock;
import org.chiptest.runtime.worker.RunLateException;
import org.chiptest.runtime.worker.StartedRun;
import org.chiptest.runtime.worker.WorkerException;
import org.jspecify.annotations.Nullable;

/**
 * A run on a thread of its own, which does what a caller of the blocking call would do. Giving it up interrupts that thread: whatever a
 * worker waits for ends then.
 */
public final class BackgroundRun implements StartedRun {

    /** How long whoever gives up waits: processes are killed and looked at meanwhile. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final Runnable body;
    private final Runnable release;
    private final Watch watch;
    private final Duration patience;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final long startedAt = HostClock.nanos();

    /** Written by the thread before {@code ended}, which publishes them. */
    private State outcome = State.RUNNING;
    private @Nullable Throwable failure;
    private long endedAt;
    private OptionalLong endedInAll = OptionalLong.empty();

    private volatile boolean givenUp;
    private volatile boolean told;

    /** What can be asked of a worker during a run. */
    public interface Watch {

        /** Return the user code that is running. */
        List<DeviceActivity.Call> calls();

        /** Return how much of the run has ended. */
        OptionalLong ended();

        /** Say in words what the worker is doing, in full; it may take some seconds. */
        String describe();
    }

    private BackgroundRun(String name, Runnable body, Runnable release, Watch watch, Duration patience) {
        this.patience = patience;
        this.name = name;
        this.body = body;
        this.release = release;
        this.watch = watch;
        thread = new Thread(this::perform, "chiptest-run");
        thread.setDaemon(true);
    }

    /**
     * Start a run.
     *
     * @param name    names it in messages
     * @param body    the run, which ends soon when its thread is interrupted
     * @param release lets others use the worker again
     */
    public static BackgroundRun start(String name, Runnable body, Runnable release, Watch watch) {
        return start(name, body, release, watch, PATIENCE);
    }

    static BackgroundRun start(String name, Runnable body, Runnable release, Watch watch, Duration patience) {
        BackgroundRun run = new BackgroundRun(name, body, release, watch, patience);
        try {
            run.thread.start();
            return run;
        } catch (RuntimeException | Error e) {
            release.run();
            throw e;
        }
    }

    @Override
    public State state() {
        return hasEnded() ? outcome : State.RUNNING;
    }

    @Override
    public Progress progress() {
        return hasEnded()
                ? new Progress(outcome, Duration.ofNanos(endedAt - startedAt), List.of(), endedInAll)
                : new Progress(State.RUNNING, Duration.ofNanos(HostClock.nanos() - startedAt), watch.calls(),
                        watch.ended());
    }

    @Override
    public void await(Duration deadline) {
        if (!awaitEnd(deadline)) {
            throw new RunLateException("await of " + name + " failed with code " + DeviceException.TIMEOUT
                    + ": the run has not ended within " + deadline.toMillis()
                    + " ms; it goes on, await it again or give it up\n" + watch.describe());
        }
        told = true;
        throwFailure();
    }

    @Override
    public boolean giveUp() {
        if (!hasEnded()) {
            givenUp = true;
            thread.interrupt();
            awaitEndWhateverInterrupts();
            requireEnded();
        }
        told = true;
        return state() != State.DONE && givenUp;
    }

    @Override
    public void close() {
        if (!hasEnded()) {
            giveUp();
        } else if (!told) {
            told = true;
            throwFailure();
        }
    }

    /**
     * Let nobody start another run over the failure of this one.
     *
     * @throws WorkerException if it has failed, and nobody has awaited it
     */
    void requireTold() {
        if (hasEnded()) {
            settle().ifPresent(e -> {
                throw e;
            });
        }
    }

    /** End the run, because its worker is closed; return what is wrong with that, unless the owner knows. */
    Optional<WorkerException> settle() {
        if (!hasEnded()) {
            long elapsed = Duration.ofNanos(HostClock.nanos() - startedAt).toMillis();
            try {
                giveUp();
            } catch (WorkerException e) {
                return Optional.of(e);
            }
            return Optional.of(new WorkerException(name + " was still under way after " + elapsed
                    + " ms when its worker was closed, and was given up; await what start returned, or close it",
                    failure == null ? new WorkerException("it ended well at last") : failure));
        }
        Throwable thrown = failure;
        if (told || thrown == null) {
            return Optional.empty();
        }
        told = true;
        return Optional.of(new WorkerException(name + " had failed, and nobody has awaited it: "
                + UserFailure.message(thrown), thrown));
    }

    private boolean hasEnded() {
        return ended.getCount() == 0;
    }

    private void perform() {
        try {
            if (givenUp) {
                throw new WorkerException("it had not begun");
            }
            body.run();
            outcome = State.DONE;
        } catch (Throwable e) {
            failure = e;
            outcome = givenUp ? State.GIVEN_UP : State.FAILED;
        } finally {
            endedAt = HostClock.nanos();
            endedInAll = watch.ended();
            release.run();
            ended.countDown();
        }
    }

    private boolean awaitEnd(Duration deadline) {
        try {
            return ended.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WorkerException("interrupted while it waited for " + name, e);
        }
    }

    private void awaitEndWhateverInterrupts() {
        long end = HostClock.nanos() + patience.toNanos();
        boolean interrupted = false;
        while (!hasEnded() && HostClock.nanos() - end < 0) {
            try {
                if (ended.await(end - HostClock.nanos(), TimeUnit.NANOSECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void requireEnded() {
        if (!hasEnded()) {
            throw new WorkerException(name + " was given up and has not ended within " + patience.toMillis()
                    + " ms; its worker is of no use\n" + watch.describe());
        }
    }

    private void throwFailure() {
        Throwable thrown = failure;
        if (thrown != null) {
            throw outcome == State.GIVEN_UP
                    ? new WorkerException(name + " was given up after "
                            + Duration.ofNanos(endedAt - startedAt).toMillis() + " ms", thrown)
                    : UserFailure.unchecked(thrown);
        }
    }
}
