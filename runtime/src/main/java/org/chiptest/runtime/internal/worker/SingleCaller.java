package org.chiptest.runtime.internal.worker;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Let one thread at a time into the operations of a worker: a second one that comes while an operation is under way gets an
 * error, never a wait.
 */
public final class SingleCaller {

    private final String owner;
    private final AtomicReference<@Nullable Operation> underWay = new AtomicReference<>();

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

    private void enter(Operation mine) {
        Operation other = underWay.compareAndExchange(null, mine);
        if (other != null) {
            throw new IllegalStateException(mine.name + " was called by thread " + mine.caller.getName() + " while "
                    + other.describe() + "; a " + owner + " has one caller at a time");
        }
    }
}
