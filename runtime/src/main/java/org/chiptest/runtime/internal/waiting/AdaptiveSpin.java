package org.chiptest.runtime.internal.waiting;

import java.util.function.BooleanSupplier;

import org.chiptest.runtime.internal.settings.HostClock;

/**
 * Look for a moment whether what a thread waits for has happened, before it goes to sleep: as long as that pays.
 *
 * <p>It pays if the other side is at work on another CPU, for waking a thread takes longer than most answers. If the other side
 * needs this CPU, or takes long, looking only keeps it from its work: each look in vain doubles how many of the next waits go without
 * one, and each that sees something halves it. Used by one thread at a time.
 */
public final class AdaptiveSpin {

    /** Longer than a short run takes; what a look in vain costs at most. */
    private static final long LIMIT_NANOS = Runtime.getRuntime().availableProcessors() > 1 ? 100_000 : 0;

    /** Looks between two readings of the clock. */
    static final int LOOKS = 8;

    /** Looks in vain come to one of 128 waits at last: less than a microsecond for each, and less than one in a hundred notices. */
    static final int MOST_WITHOUT = 127;

    private final long limitNanos;

    /** How many waits go without a look after one in vain, and how many are left of these. */
    private int without;
    private int left;

    /** Look as long as a wake-up is dearer. */
    public AdaptiveSpin() {
        this(LIMIT_NANOS);
    }

    /** Look no longer than this; with 0 a few times all the same. */
    public AdaptiveSpin(long limitNanos) {
        this.limitNanos = limitNanos;
    }

    /** Tell whether it has happened, now or after a moment; false: the thread had better sleep. */
    public boolean sees(BooleanSupplier happened) {
        if (left > 0) {
            left--;
            return happened.getAsBoolean();
        }
        boolean seen = look(happened);
        without = seen ? without / 2 : Math.min(without * 2 + 1, MOST_WITHOUT);
        left = without;
        return seen;
    }

    private boolean look(BooleanSupplier happened) {
        long start = HostClock.nanos();
        do {
            for (int i = 0; i < LOOKS; i++) {
                if (happened.getAsBoolean()) {
                    return true;
                }
                Thread.onSpinWait();
            }
        } while (HostClock.nanos() - start < limitNanos);
        return false;
    }
}
