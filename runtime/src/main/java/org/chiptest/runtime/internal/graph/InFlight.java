package org.chiptest.runtime.internal.graph;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Count the tasks that are ready, running or completing, without a word that all threads write.
 *
 * <p>Every thread has two words of its own: how many tasks it has raised, and how many it has lowered. Only that thread writes
 * them, with release. A task is raised before others see it and lowered after its successors have been raised, so whoever reads
 * a lowering also sees every raising that led to it. Reading all lowerings first and all raisings after them therefore never finds
 * too few raisings: equal sums mean that nothing is in flight.
 */
final class InFlight {

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle SEATS;

    /** Two cache lines between threads, as processors fetch lines in pairs. */
    private static final int STRIDE = 16;
    private static final int LOWERED = 1;

    static {
        try {
            SEATS = MethodHandles.lookup().findVarHandle(InFlight.class, "seats", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] words;

    /** How many threads have taken a seat; never falls. */
    private volatile int seats;

    /** Create counters for at most this many threads. */
    InFlight(int capacity) {
        words = new long[(capacity + 1) * STRIDE];
    }

    /** Start over; no other thread may be counting. */
    void reset() {
        for (int seat = 0; seat < seats; seat++) {
            words[at(seat)] = 0;
            words[at(seat) + LOWERED] = 0;
        }
    }

    /** Let the thread of this seat count; to be called by it before it does. */
    void takeSeat(int seat) {
        int taken = seats;
        while (taken <= seat && !SEATS.compareAndSet(this, taken, seat + 1)) {
            taken = seats;
        }
    }

    /** Count one more task, which no other thread sees yet. For the thread of the seat. */
    void raise(int seat) {
        add(at(seat));
    }

    /** Count one task less, after all that its completion has raised. For the thread of the seat. */
    void lower(int seat) {
        add(at(seat) + LOWERED);
    }

    /** Tell whether nothing is in flight; a hint for any thread, certain for the one that submits. */
    boolean isZero() {
        long balance = 0;
        for (int seat = 0; seat < seats; seat++) {
            balance -= (long) WORD.getAcquire(words, at(seat) + LOWERED);
        }
        for (int seat = 0; seat < seats; seat++) {
            balance += (long) WORD.getAcquire(words, at(seat));
        }
        return balance == 0;
    }

    private void add(int word) {
        WORD.setRelease(words, word, words[word] + 1);
    }

    private static int at(int seat) {
        return (seat + 1) * STRIDE;
    }
}
