package org.chiptest.runtime.internal.toolchain;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.chiptest.runtime.internal.settings.HostClock;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.jspecify.annotations.Nullable;

/** One compilation in flight, for everybody who asked for it meanwhile; it stops when the last of them has lost interest. */
final class CompileJob {

    private static final Duration FIRST_RETRY = Duration.ofMillis(5);
    private static final Duration LAST_RETRY = Duration.ofMillis(100);

    private final long number;
    private final Cancellation cancellation = new Cancellation();
    private final CompletableFuture<CompiledLibrary> result = new CompletableFuture<>();
    // guarded by this
    private int interested;
    private boolean stopping;
    // used by one step of the job at a time, and handed over by the queues between them
    private @Nullable Long waitingSince;
    private Duration retry = FIRST_RETRY;

    /**
     * Start without anybody who is interested.
     *
     * @param number what it is in the order of requests
     */
    public CompileJob(long number) {
        this.number = number;
    }

    public long number() {
        return number;
    }

    /** Tell whether the compiler was asked for this for the first time less than so long ago. */
    public boolean hasWaitedLessThan(Duration limit) {
        long now = HostClock.nanos();
        if (waitingSince == null) {
            waitingSince = now;
        }
        return now - waitingSince < limit.toNanos();
    }

    /** Return how long to wait for somebody else's compiler before asking again, longer each time. */
    public Duration nextRetry() {
        Duration now = retry;
        retry = retry.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? retry.multipliedBy(2) : LAST_RETRY;
        return now;
    }

    public Cancellation cancellation() {
        return cancellation;
    }

    /** Return a future for one more caller, or nothing if the work is being stopped or has ended. */
    public synchronized Optional<CompletableFuture<CompiledLibrary>> join() {
        if (result.isDone() || stopping) {
            return Optional.empty();
        }
        interested++;
        CompletableFuture<CompiledLibrary> future = result.copy();
        var _ = future.whenComplete((library, error) -> {
            if (!result.isDone()) {
                leave();
            }
        });
        return Optional.of(future);
    }

    /** Hand everybody the library, or the error if there is none. */
    public void end(@Nullable CompiledLibrary library, @Nullable Throwable error) {
        if (library != null) {
            result.complete(library);
        } else {
            result.completeExceptionally(Objects.requireNonNull(error));
        }
    }

    private void leave() {
        synchronized (this) {
            interested--;
            if (interested > 0) {
                return;
            }
            stopping = true;
        }
        cancellation.cancel();
    }
}
