package org.chiptest.interleavings.schedule;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/** A {@code FutureTask} of a run. */
final class SteppedTask<T extends @Nullable Object> implements RunnableFuture<T> {

    private final Callable<T> body;
    private @Nullable SteppedThread runner;
    private boolean done;
    private boolean cancelled;
    private @Nullable T result;
    private @Nullable Throwable thrown;

    SteppedTask(Callable<T> body) {
        this.body = body;
    }

    @Override
    public void run() {
        if (done) {
            return;
        }
        runner = SteppedRun.thread();
        T value = null;
        Throwable failure = null;
        try {
            value = body.call();
        } catch (SteppedRun.Over e) {
            throw e;
        } catch (Throwable e) {
            failure = e;
        }
        Seams.step("end of a task");
        runner = null;
        if (!done) {
            result = value;
            thrown = failure;
            done = true;
        }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        Seams.step("cancel");
        if (done) {
            return false;
        }
        done = true;
        cancelled = true;
        SteppedThread running = runner;
        if (mayInterrupt && running != null) {
            running.interrupted = true;
        }
        return true;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        try {
            return get(SteppedRun.NEVER, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("a wait without limit was too long", e);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // null exactly if the body returned null, which its type then allows
    public T get(long time, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (!Seams.awaitInterruptibly(() -> done, unit.toNanos(time), "get of a future")) {
            throw new TimeoutException();
        }
        if (cancelled) {
            throw new CancellationException();
        }
        if (thrown != null) {
            throw new ExecutionException(thrown);
        }
        return result;
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public boolean isDone() {
        Seams.step("isDone");
        return done;
    }
}
