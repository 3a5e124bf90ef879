package org.chiptest.runtime.internal.hierarchy.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.chiptest.runtime.capture.RecordedHost;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.internal.memory.DepthRings;
import org.chiptest.runtime.internal.settings.HostClock;
import org.chiptest.runtime.worker.WorkerException;
import org.jspecify.annotations.Nullable;

/**
 * The rings that outputs are allocated from, one for each depth of scopes, so that what an inner scope allocates can be
 * reclaimed while an outer one holds its own.
 *
 * <p>All methods are called with the lock held that was handed over; {@link #claim} gives it up while it waits.
 */
public final class SlabRings {

    /** Number of rings; scopes deeper than that share the last one. */
    public static final int COUNT = DepthRings.COUNT;

    private final List<SlabRing> rings;
    private final Duration timeout;
    private final Condition reclaimed;
    private final Consumer<RecordedHost.Wait> journal;

    /** Count what may let a claim succeed, so that one that waits sees progress. */
    private long progress;
    private @Nullable Throwable stopped;

    /**
     * Create the rings.
     *
     * @param bases   address of each ring
     * @param bytes   size of each ring; 0 for none
     * @param timeout longest time that a claim waits without any progress
     * @param journal is told of each claim that had to wait
     */
    public SlabRings(Lock lock, List<Long> bases, long bytes, Duration timeout, Consumer<RecordedHost.Wait> journal) {
        this.rings = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            rings.add(new SlabRing(i, bases.get(i), bytes));
        }
        this.timeout = timeout;
        this.journal = journal;
        this.reclaimed = lock.newCondition();
    }

    /** Return one of the rings. */
    public SlabRing ring(int index) {
        return rings.get(index);
    }

    /**
     * Claim a slab, waiting until there is room.
     *
     * @param bytes       size; 0 needs no room and gives {@link Slab#NONE}
     * @param mayComeBack tells whether anything is going on that may give memory back
     * @throws WorkerException if it can never fit, or nothing comes back in time; what {@link #stop} was given, if that is called
     */
    public Slab claim(int index, long bytes, BooleanSupplier mayComeBack) {
        SlabRing ring = ring(index);
        if (bytes == 0) {
            return Slab.NONE;
        }
        requirePossible(ring, index, bytes);
        try {
            Slab slab = claimNow(ring, bytes);
            return slab == null ? awaitRoom(ring, index, bytes, mayComeBack) : slab;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WorkerException("interrupted while it waited for room in ring " + index, e);
        }
    }

    /**
     * Hold every slab that has one of some bytes, besides who holds it already; bytes outside the rings are nobody's concern.
     *
     * @param held who holds what; each slab is held for it once
     * @return a ring with bytes of these that no slab has, or has any more; or null if there is none
     */
    @Nullable
    public SlabRing hold(long address, long bytes, Set<Slab> held) {
        for (SlabRing ring : rings) {
            if (ring.contains(address, bytes) && !ring.isLive(address, bytes)) {
                return ring;
            }
            for (Slab slab : ring.touched(address, bytes)) {
                if (held.add(slab)) {
                    slab.holders++;
                }
            }
        }
        return null;
    }

    /** Drop one hold on a slab, which is given back with the last one. */
    public void release(Slab slab) {
        if (slab != Slab.NONE && rings.get(slab.ring).release(slab)) {
            progress++;
            reclaimed.signalAll();
        }
    }

    /** Tell whether a claim is waiting, for tests. */
    boolean hasWaiter(ReentrantLock held) {
        return held.hasWaiters(reclaimed);
    }

    /** Have a claim that waits look again whether anything may come back. */
    public void wake() {
        reclaimed.signalAll();
    }

    /** Have all claims, waiting ones too, fail with this until {@link #reset}. */
    public void stop(Throwable reason) {
        stopped = reason;
        reclaimed.signalAll();
    }

    /**
     * Start over.
     *
     * @throws IllegalStateException if slabs are live
     */
    public void reset() {
        for (int i = 0; i < COUNT; i++) {
            SlabRing ring = rings.get(i);
            if (ring.liveSlabs() > 0) {
                throw new IllegalStateException("ring " + i + " cannot be reset: " + ring.liveSlabs()
                        + " slabs are live; let their tasks be consumed first");
            }
        }
        stopped = null;
    }

    /** Start over although slabs are live, because their tasks were given up. */
    public void abandon() {
        rings.forEach(SlabRing::clear);
        stopped = null;
    }

    private Slab awaitRoom(SlabRing ring, int index, long bytes, BooleanSupplier mayComeBack)
            throws InterruptedException {
        long began = HostClock.nanos();
        try {
            return await(ring, index, bytes, mayComeBack);
        } finally {
            journal.accept(new RecordedHost.Wait("room for " + bytes + " bytes in ring " + index, began,
                    HostClock.nanos()));
        }
    }

    private Slab await(SlabRing ring, int index, long bytes, BooleanSupplier mayComeBack) throws InterruptedException {
        long seen = progress;
        long left = timeout.toNanos();
        Slab slab = null;
        while (slab == null) {
            if (!mayComeBack.getAsBoolean()) {
                throw exhausted(ring, index, bytes, "no task is under way that would give any back");
            }
            if (progress != seen) {
                seen = progress;
                left = timeout.toNanos();
            }
            if (left <= 0) {
                throw exhausted(ring, index, bytes, "nothing came back for " + timeout.toMillis() + " ms");
            }
            left = reclaimed.awaitNanos(left);
            slab = claimNow(ring, bytes);
        }
        return slab;
    }

    private @Nullable Slab claimNow(SlabRing ring, long bytes) {
        Throwable reason = stopped;
        if (reason != null) {
            throw UserFailure.unchecked(reason);
        }
        return ring.claim(bytes);
    }

    private static void requirePossible(SlabRing ring, int index, long bytes) {
        if (ring.size() == 0) {
            throw new WorkerException("heap disabled: " + bytes + " bytes of outputs are to be allocated, but the"
                    + " rings have 0 bytes (heap_bytes=0); set a ring size, or pass tensors that have memory");
        }
        if (bytes > ring.size() || SlabRing.align(bytes) > ring.size()) {
            throw new WorkerException("allocation of " + bytes + " bytes exceeds ring " + index + " of "
                    + ring.size() + " bytes; allocate less at once or set a larger ring size");
        }
    }

    private static WorkerException exhausted(SlabRing ring, int index, long bytes, String why) {
        return new WorkerException("heap exhausted: ring " + index + " of " + ring.size() + " bytes has "
                + ring.available() + " to be had at once, " + bytes + " are asked for, " + ring.liveSlabs()
                + " slabs are live, and " + why + "; end scopes earlier or set a larger ring size");
    }
}
