package org.chiptest.runtime.linker;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * What one orchestration knows as its runtime: its address is the {@code rt} of user code, its operations are methods of Java.
 *
 * <p>After {@link #close()} a call through the address still has no effect instead of reaching another run, for as long as the
 * address is not used again, which is as late as possible.
 */
public final class RuntimeObject implements AutoCloseable {

    private static final VarHandle STOPPED = JAVA_INT.varHandle();

    private final RuntimeObjects owner;
    private final int slot;
    private final MemorySegment memory;
    private final Object operations;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private boolean closed;

    RuntimeObject(RuntimeObjects owner, int slot, MemorySegment memory, MemorySegment table, Object operations) {
        this.owner = owner;
        this.slot = slot;
        this.memory = memory;
        this.operations = operations;
        memory.set(ADDRESS, RuntimeObjectDescriptor.OPERATIONS, table);
        memory.set(JAVA_BYTE, RuntimeObjectDescriptor.PENDING_SCOPE_MODE, (byte) 0);
        STOPPED.setRelease(memory, RuntimeObjectDescriptor.STOPPED, 0);
    }

    /** Return the address that user code gets. */
    public long address() {
        return memory.address();
    }

    /** Let all further operations have no effect: for trb this is what {@code is_fatal} says. */
    public synchronized void stop() {
        // once closed, the memory may belong to another run
        if (!closed) {
            STOPPED.setRelease(memory, RuntimeObjectDescriptor.STOPPED, 1);
        }
    }

    /** Tell whether operations have no effect any more. */
    public synchronized boolean isStopped() {
        return closed || (int) STOPPED.getAcquire(memory, RuntimeObjectDescriptor.STOPPED) != 0;
    }

    /** Return the first exception that an operation threw. */
    public @Nullable Throwable failure() {
        return failure.get();
    }

    /** Stop, and give the address back. Closing again has no effect. */
    @Override
    public synchronized void close() {
        if (!closed) {
            stop();
            closed = true;
            owner.remove(slot);
        }
    }

    void fail(Throwable e) {
        failure.compareAndSet(null, e);
        stop();
    }

    <T> T operations(Class<T> type) {
        return type.cast(operations);
    }
}
