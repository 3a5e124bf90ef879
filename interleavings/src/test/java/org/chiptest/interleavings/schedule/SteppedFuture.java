package org.chiptest.interleavings.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** A {@code CompletableFuture} of a run, as far as devices and processes are opened by one. */
public final class SteppedFuture<T extends @Nullable Object> {

    private final List<Runnable> dependents = new ArrayList<>();
    private boolean done;
    private @Nullable T value;
    private @Nullable Throwable failure;

    public static <T extends @Nullable Object> SteppedFuture<T> supplyAsync(Supplier<T> body, Executor executor) {
        SteppedFuture<T> future = new SteppedFuture<>();
        executor.execute(() -> {
            T supplied = null;
            Throwable thrown = null;
            try {
                supplied = body.get();
            } catch (SteppedRun.Over e) {
                throw e;
            } catch (Throwable e) {
                thrown = e;
            }
            future.end(supplied, thrown);
        });
        return future;
    }

    public boolean complete(T supplied) {
        return end(supplied, null);
    }

    public boolean completeExceptionally(Throwable thrown) {
        if (thrown instanceof SteppedRun.Over over) {
            throw over;
        }
        return end(null, thrown);
    }

    private boolean end(@Nullable T supplied, @Nullable Throwable thrown) {
        Seams.step("completion");
        if (done) {
            return false;
        }
        value = supplied;
        failure = thrown;
        done = true;
        List.copyOf(dependents).forEach(Runnable::run);
        return true;
    }

    /** Have this done with the value, by who completes the future, or now. */
    public SteppedFuture<@Nullable Void> thenAccept(Consumer<? super T> action) {
        SteppedFuture<@Nullable Void> next = new SteppedFuture<>();
        Runnable dependent = () -> {
            if (failure == null) {
                action.accept(present());
            }
            next.end(null, failure);
        };
        Seams.step("thenAccept");
        if (done) {
            dependent.run();
        } else {
            dependents.add(dependent);
        }
        return next;
    }

    /** Return one with another outcome in place of a failure. */
    public SteppedFuture<T> exceptionally(Function<Throwable, ? extends T> instead) {
        SteppedFuture<T> next = new SteppedFuture<>();
        SteppedThread me = SteppedRun.thread();
        me.run.await(me, () -> done, SteppedRun.NEVER, "exceptionally");
        next.value = failure == null ? value : instead.apply(failure);
        next.done = true;
        return next;
    }

    public boolean isDone() {
        Seams.step("isDone");
        return done;
    }

    public T join() {
        SteppedThread me = SteppedRun.thread();
        me.run.await(me, () -> done, SteppedRun.NEVER, "join of a future");
        if (failure != null) {
            throw new CompletionException(failure);
        }
        return present();
    }

    public T get(long time, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (!Seams.awaitInterruptibly(() -> done, unit.toNanos(time), "get of a future")) {
            throw new TimeoutException();
        }
        if (failure != null) {
            throw new ExecutionException(failure);
        }
        return present();
    }

    @SuppressWarnings("NullAway") // null exactly if it was completed with null, which its type then allows
    private T present() {
        return value;
    }
}
