package org.chiptest.interleavings.schedule;

import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** A {@code CompletableFuture} of a run, as far as devices are opened by one. */
public final class SteppedFuture<T extends @Nullable Object> {

    private boolean done;
    private @Nullable T value;
    private @Nullable Throwable failure;

    private SteppedFuture() {}

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
            Seams.step("completion");
            future.value = supplied;
            future.failure = thrown;
            future.done = true;
        });
        return future;
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

    @SuppressWarnings("NullAway") // null exactly if the body returned null, which its type then allows
    public T join() {
        SteppedThread me = SteppedRun.thread();
        me.run.await(me, () -> done, SteppedRun.NEVER, "join of a future");
        if (failure != null) {
            throw new CompletionException(failure);
        }
        return value;
    }
}
