package org.chiptest.runtime.internal.worker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.chiptest.runtime.internal.settings.HostClock;
import org.jspecify.annotations.Nullable;

/**
 * Let one thread at a time into the operations of a worker: a second one that comes while an operation is under way gets an
 * error, never a wait.
 */
public final class SingleCaller {

    private static final Duration END_DEADLINE = Duration.ofSeconds(60);
    private static final long PAUSE_NANOS = 1_000_000;

    private final String owner;
    private final AtomicReference<@Nullable Operation> underWay = new AtomicReference<>();
    private volatile boolean ending;

    private record Operation(String name, Thread caller, boolean background) {

        String describe() {
            return background
                    ? name + ", started by thread " + caller.getName() + ", is under way; await it, or give it up"
                    : name + " of thread " + caller.getName() + " is under way";
        }
    }

    /** Guard the operations of an owner, named by its class for messages. */
    public SingleCaller(String owner) {
        this.owner = owner;
    }

    /**
     * Do an operation.
     *
     * @throws IllegalStateException if one is under way
     */
    public <T extends @Nullable Object> T during(String name, Supplier<T> body) {
        enter(new Operation(name, Thread.currentThread(), false));
        try {
            return body.get();
        } finally {
            leave();
        }
    }

    /**
     * Begin an operation that goes on in the background, until {@link #leave}.
     *
     * @throws IllegalStateException if one is under way
     */
    public void beginBackground(String name) {
        enter(new Operation(name, Thread.currentThread(), true));
    }

    /** End an operation that goes on in the background; from any thread. */
    public void leave() {
        underWay.set(null);
    }

    /**
     * Do the last operation of the owner, also if another thread's is under way: that thread is interrupted until it has given up, and
     * later ones are refused.
     *
     * @throws IllegalStateException when all is done, if one was under way
     */
    public void end(String name, Runnable body) {
        Operation mine = new Operation(name, Thread.currentThread(), false);
        Operation other = underWay.compareAndExchange(null, mine);
        if (other != null && (other.background || other.caller == mine.caller)) {
            throw refusal(mine, other);
        }
        ending = true;
        if (other != null) {
            awaitEnd(mine);
        }
        try {
            body.run();
        } catch (RuntimeException | Error e) {
            if (other != null) {
                e.addSuppressed(refusal(mine, other));
            }
            throw e;
        } finally {
            leave();
            ending = false;
        }
        if (other != null) {
            throw refusal(mine, other);
        }
    }

    /** Take the place of what is under way as soon as that has ended. */
    private void awaitEnd(Operation mine) {
        long end = HostClock.nanos() + END_DEADLINE.toNanos();
        Operation other = underWay.compareAndExchange(null, mine);
        while (other != null) {
            if (HostClock.nanos() - end > 0) {
                throw refusal(mine, other);
            }
            other.caller.interrupt();
            LockSupport.parkNanos(PAUSE_NANOS);
            other = underWay.compareAndExchange(null, mine);
        }
    }

    private void enter(Operation mine) {
        Operation other = underWay.compareAndExchange(null, mine);
        if (other != null) {
            throw refusal(mine, other);
        }
        if (ending) {
            leave();
            throw new IllegalStateException(mine.name + " was called by thread " + mine.caller.getName()
                    + " of a " + owner + " that is being closed; end all threads that use it first");
        }
    }

    private IllegalStateException refusal(Operation mine, Operation other) {
        return new IllegalStateException(mine.name + " was called by thread " + mine.caller.getName() + " while "
                + other.describe() + "; a " + owner + " has one caller at a time");
    }
}
