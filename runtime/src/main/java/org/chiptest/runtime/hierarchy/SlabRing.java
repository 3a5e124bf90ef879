package org.chiptest.runtime.hierarchy;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Allocates slabs from a range of memory in a circle. They can be given back in any order, but are reclaimed in the order in
 * which they were claimed (chapter 8.5 of the runtime specification).
 *
 * <pre>
 *   not wrapped                               wrapped
 *   0       oldest        newest     size     0      newest        oldest     size
 *   +-------+-------------+----------+        +------+-------------+----------+
 *   | free  | live slabs  |   free   |        | live |    free     |   live   |
 *   +-------+-------------+----------+        +------+-------------+----------+
 * </pre>
 *
 * A slab that starts anew at 0, or fills a gap, must leave something free before the oldest one; a ring without slabs starts
 * anew at 0, so whatever is not larger than the ring fits then. The memory itself is never touched.
 *
 * <p>Guarded by the lock of the {@link SlabRings}.
 */
final class SlabRing {

    /** Alignment of every slab. */
    static final long ALIGNMENT = 1024;

    private static final long NOWHERE = -1;

    private final int index;
    private final long base;
    private final long size;
    private final Deque<Slab> live = new ArrayDeque<>();

    /** Allocate from {@code size} bytes at {@code base}, a multiple of {@value #ALIGNMENT}. */
    SlabRing(int index, long base, long size) {
        if (base % ALIGNMENT != 0) {
            throw new IllegalArgumentException("ring " + index + " begins at 0x" + Long.toHexString(base)
                    + ", which is no multiple of " + ALIGNMENT + "; align its memory");
        }
        this.index = index;
        this.base = base;
        this.size = size;
    }

    /** Round a size up to whole units of {@value #ALIGNMENT} bytes. */
    static long align(long bytes) {
        return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }

    /** Claim a slab for a positive number of bytes, or return null if there is no room now. */
    @Nullable
    Slab claim(long bytes) {
        long length = align(bytes);
        long begin = place(length);
        if (begin == NOWHERE) {
            return null;
        }
        Slab slab = new Slab(begin, begin + length, base + begin, index);
        live.addLast(slab);
        return slab;
    }

    /** Give a slab back and tell whether any room was reclaimed: an older slab may still be in the way. */
    boolean release(Slab slab) {
        if (slab.released || slab.ring != index) {
            throw new IllegalStateException("the slab at 0x" + Long.toHexString(slab.address) + " of ring " + slab.ring
                    + " was given back to ring " + index + (slab.released ? " twice" : ""));
        }
        slab.released = true;
        boolean reclaimed = false;
        for (Slab oldest = live.peekFirst(); oldest != null && oldest.released; oldest = live.peekFirst()) {
            live.removeFirst();
            reclaimed = true;
        }
        return reclaimed;
    }

    /** Reclaim everything. */
    void clear() {
        live.clear();
    }

    /** Return the largest slab that could be claimed now. */
    long available() {
        Slab oldest = live.peekFirst();
        Slab newest = live.peekLast();
        if (oldest == null || newest == null) {
            return size / ALIGNMENT * ALIGNMENT;
        }
        if (newest.end > oldest.begin) {
            long rest = (size - newest.end) / ALIGNMENT * ALIGNMENT;
            return Math.max(0, Math.max(rest, oldest.begin - ALIGNMENT));
        }
        return oldest.begin - newest.end - ALIGNMENT;
    }

    long base() {
        return base;
    }

    long size() {
        return size;
    }

    /** Return how many slabs have not been reclaimed. */
    int liveSlabs() {
        return live.size();
    }

    private long place(long length) {
        Slab oldest = live.peekFirst();
        Slab newest = live.peekLast();
        if (oldest == null || newest == null) {
            return length <= size ? 0 : NOWHERE;
        }
        if (newest.end > oldest.begin) {
            if (size - newest.end >= length) {
                return newest.end;
            }
            return oldest.begin > length ? 0 : NOWHERE;
        }
        return oldest.begin - newest.end > length ? newest.end : NOWHERE;
    }
}
