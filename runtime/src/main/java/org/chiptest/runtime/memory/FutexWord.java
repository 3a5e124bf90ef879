package org.chiptest.runtime.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;

import org.chiptest.runtime.linker.Libc;

/**
 * A 32-bit state in memory that processes share, which one side sets and the other waits for without using the CPU.
 *
 * <p>Each side has an object of its own over the same two words: the state, which may belong to a given layout, and next to it or elsewhere
 * the number of waiters, so that setting the state makes a system call only if somebody sleeps. Plain writes before {@link #set} are
 * visible to whoever has seen the new state.
 *
 * <p>Nobody is missed: a waiter raises the number and then looks at the state once more before it sleeps, and a setter stores the state
 * and then looks at the number. Both are volatile accesses on both sides, which have one order that all processes agree on, so at least
 * one of the two sees the other; and the kernel puts nobody to sleep over a state that has changed meanwhile. A waiter that is
 * killed leaves the number too high, which only costs wake-ups that nobody needs.
 */
public final class FutexWord {

    /** What a waiter looks at now and then while nothing changes; it ends the waiting by throwing. */
    @FunctionalInterface
    public interface LivenessCheck {

        /** A check that is always content. */
        LivenessCheck NONE = () -> {
        };

        /** Throw if the state will not change any more because the other side is gone. */
        void check();
    }

    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(50);

    private final MemorySegment state;
    private final MemorySegment waiters;
    private final int spins;
    private final Duration checkInterval;

    /**
     * Make an accessor that goes to sleep at once and looks at the other side's liveness every 50 ms.
     *
     * @param state   the state, 4 aligned bytes of native memory
     * @param waiters the number of waiters, 4 aligned bytes, zero at first
     */
    public FutexWord(MemorySegment state, MemorySegment waiters) {
        this(state, waiters, 0, CHECK_INTERVAL);
    }

    private FutexWord(MemorySegment state, MemorySegment waiters, int spins, Duration checkInterval) {
        this.state = word(state, "state");
        this.waiters = word(waiters, "number of waiters");
        this.spins = spins;
        this.checkInterval = checkInterval;
    }

    /** Return an accessor that looks {@code spins} times before it sleeps: faster, but only with CPUs to spare. */
    public FutexWord spinning(int spins) {
        return new FutexWord(state, waiters, spins, checkInterval);
    }

    /** Return an accessor that looks at liveness and interrupts this often while it sleeps. */
    public FutexWord checkingEvery(Duration interval) {
        return new FutexWord(state, waiters, spins, interval);
    }

    /** Return the state; what its setter wrote before is visible. */
    public int get() {
        return (int) INT.getAcquire(state, 0);
    }

    /** Set the state, publish what was written before, and wake whoever waits for a change. */
    public void set(int value) {
        INT.setVolatile(state, 0, value);
        wakeWaiters();
    }

    /** Like {@link #set}, if the state is {@code expected}; tell whether it was. */
    public boolean compareAndSet(int expected, int value) {
        if (!INT.compareAndSet(state, 0, expected, value)) {
            return false;
        }
        wakeWaiters();
        return true;
    }

    /**
     * Wait until the state is not {@code seen}. Looks at {@code liveness} now and then while it waits, and once before it gives up.
     *
     * @return false if it was still {@code seen} after {@code timeout}
     * @throws InterruptedException if this thread is interrupted; noticed when {@code liveness} is looked at
     */
    public boolean awaitChange(int seen, Duration timeout, LivenessCheck liveness) throws InterruptedException {
        for (int i = 0; i < spins; i++) {
            if (get() != seen) {
                return true;
            }
            Thread.onSpinWait();
        }
        return get() != seen || sleepUntilChange(seen, timeout, liveness);
    }

    private boolean sleepUntilChange(int seen, Duration timeout, LivenessCheck liveness) throws InterruptedException {
        long begin = System.nanoTime();
        INT.getAndAdd(waiters, 0, 1);
        try {
            while ((int) INT.getVolatile(state, 0) == seen) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while waiting for state %d to change".formatted(seen));
                }
                liveness.check();
                Duration left = timeout.minusNanos(System.nanoTime() - begin);
                if (!left.isPositive()) {
                    return false;
                }
                Libc.futexWait(state.address(), seen, left.compareTo(checkInterval) < 0 ? left : checkInterval);
            }
            return true;
        } finally {
            INT.getAndAdd(waiters, 0, -1);
        }
    }

    private void wakeWaiters() {
        if ((int) INT.getVolatile(waiters, 0) != 0) {
            Libc.futexWake(state.address(), Integer.MAX_VALUE);
        }
    }

    private static MemorySegment word(MemorySegment memory, String what) {
        if (!memory.isNative() || memory.byteSize() < Integer.BYTES || memory.address() % Integer.BYTES != 0) {
            throw new IllegalArgumentException(
                    "the %s needs 4 aligned bytes of native memory, not %s".formatted(what, memory));
        }
        return memory.asSlice(0, Integer.BYTES);
    }
}
