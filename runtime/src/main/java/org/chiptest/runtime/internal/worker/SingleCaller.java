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

    private record Operation(String name, Thread caller) {}

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
        Operation mine = new Operation(name, Thread.currentThread());
        Operation other = underWay.compareAndExchange(null, mine);
        if (other != null) {
            throw new IllegalStateException(name + " was called by thread " + mine.caller.getName() + " while "
                    + other.name + " of thread " + other.caller.getName()
                    + " is under way; a " + owner + " has one caller at a time");
        }
        try {
            return body.get();
        } finally {
            underWay.set(null);
        }
    }
}
