package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

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
    private final MemorySegment table;
    private final Object operations;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private boolean stopped;
    private boolean closed;

    RuntimeObject(RuntimeObjects owner, int slot, MemorySegment memory, MemorySegment table, Object operations) {
        this.owner = owner;
        this.slot = slot;
        this.memory = memory;
        this.table = table;
        this.operations = operations;
        memory.fill((byte) 0);
        memory.set(ADDRESS, RuntimeObjectDescriptor.OPERATIONS, table);
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
            stopped = true;
            STOPPED.setRelease(memory, RuntimeObjectDescriptor.STOPPED, 1);
        }
    }

    /** Tell whether operations have no effect any more. */
    public synchronized boolean isStopped() {
        return closed || (int) STOPPED.getAcquire(memory, RuntimeObjectDescriptor.STOPPED) != 0;
    }

    /**
     * Tell what user code has overwritten here, or return null. Where the table of operations is another, or a run counts as stopped that
     * nothing has stopped, operations had no effect, and nobody was told.
     */
    public synchronized @Nullable String damage() {
        if (closed) {
            return null;
        }
        long operations = memory.get(ADDRESS, RuntimeObjectDescriptor.OPERATIONS).address();
        if (operations != table.address()) {
            return damaged(RuntimeObjectDescriptor.OPERATIONS, "the address of its operations", operations,
                    table.address());
        }
        int stop = (int) STOPPED.getAcquire(memory, RuntimeObjectDescriptor.STOPPED);
        if (stop != (stopped ? 1 : 0)) {
            return damaged(RuntimeObjectDescriptor.STOPPED, "the word that says whether the run has stopped", stop,
                    stopped ? 1 : 0);
        }
        for (long at = RuntimeObjectDescriptor.UNUSED; at < RuntimeObjectDescriptor.SIZE; at += Long.BYTES) {
            long word = memory.get(JAVA_LONG, at);
            if (word != 0) {
                return damaged(at, "a word that is the runtime's own", word, 0);
            }
        }
        return null;
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

    private static String damaged(long offset, String what, long found, long expected) {
        return "its runtime object was overwritten: byte " + offset + ", " + what + ", is 0x" + Long.toHexString(found)
                + " instead of 0x" + Long.toHexString(expected) + "; only the runtime writes there";
    }

    <T> T operations(Class<T> type) {
        return type.cast(operations);
    }
}
