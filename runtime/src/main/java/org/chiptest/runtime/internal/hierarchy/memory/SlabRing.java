package org.chiptest.runtime.internal.hierarchy.memory;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import org.chiptest.runtime.internal.memory.CircularRange;
import org.jspecify.annotations.Nullable;

/**
 * Allocate slabs from a range of memory in a circle. They can be given back in any order, but are reclaimed in the order in
 * which they were claimed ({@code docs/contract/host-workers.md#slab-rings}).
 *
 * <p>Where there is room says {@link CircularRange}; a ring without slabs starts anew at 0, so whatever is not larger than the ring
 * fits then. The memory itself is never touched.
 *
 * <p>Guarded by the lock of the {@link SlabRings}.
 */
public final class SlabRing {

    /** Alignment of every slab. */
    public static final long ALIGNMENT = 1024;

    private final int index;
    private final long base;
    private final long size;
    private final Deque<Slab> live = new ArrayDeque<>();
    /** The live slabs by their address, to find those that a tensor touches. */
    private final NavigableMap<Long, Slab> byAddress = new TreeMap<>();

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
    public static long align(long bytes) {
        return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }

    /** Claim a slab for a positive number of bytes, or return null if there is no room now. */
    @Nullable
    Slab claim(long bytes) {
        long length = align(bytes);
        long begin = CircularRange.place(size, top(), tail(), length);
        if (begin == CircularRange.NONE) {
            return null;
        }
        Slab slab = new Slab(begin, begin + length, base + begin, index);
        live.addLast(slab);
        byAddress.put(slab.address, slab);
        return slab;
    }

    /** Tell whether this ring has one of some bytes. */
    boolean contains(long address, long bytes) {
        return address >= 0 && bytes > 0 && address < base + size && bytes > base - address;
    }

    /** Return the slabs that have one of some bytes; one that was given back counts until it is reclaimed. */
    Collection<Slab> touched(long address, long bytes) {
        if (!contains(address, bytes)) {
            return List.of();
        }
        Map.Entry<Long, Slab> before = byAddress.floorEntry(address);
        boolean beginsInside = before != null && before.getKey() + before.getValue().length() > address;
        long from = beginsInside ? before.getKey() : address;
        long last = bytes > base + size - address ? base + size : address + bytes;
        return byAddress.subMap(from, true, last, false).values();
    }

    /** Tell whether slabs have all of some bytes, as far as they are in this ring. */
    boolean isLive(long address, long bytes) {
        long next = Math.max(address, base);
        long end = bytes > base + size - address ? base + size : address + bytes;
        for (Slab slab : touched(address, bytes)) {
            if (slab.address > next) {
                return false;
            }
            next = slab.address + slab.length();
        }
        return next >= end;
    }

    /** Drop one hold on a slab and tell whether any room was reclaimed: an older slab may still be in the way. */
    boolean release(Slab slab) {
        if (slab.holders == 0 || slab.ring != index) {
            throw new IllegalStateException("the slab at 0x" + Long.toHexString(slab.address) + " of ring " + slab.ring
                    + " was given back to ring " + index + (slab.holders == 0 ? " twice" : ""));
        }
        slab.holders--;
        boolean reclaimed = false;
        for (Slab oldest = live.peekFirst(); oldest != null && oldest.holders == 0; oldest = live.peekFirst()) {
            live.removeFirst();
            byAddress.remove(oldest.address);
            reclaimed = true;
        }
        return reclaimed;
    }

    /** Reclaim everything. */
    void clear() {
        live.clear();
        byAddress.clear();
    }

    /** Return the largest slab that could be claimed now. */
    public long available() {
        return CircularRange.available(size, top(), tail(), ALIGNMENT);
    }

    long size() {
        return size;
    }

    /** Return how many slabs have not been reclaimed. */
    public int liveSlabs() {
        return live.size();
    }

    /** Name the ring, for messages. */
    @Override
    public String toString() {
        return "ring " + index;
    }

    private long top() {
        Slab newest = live.peekLast();
        return newest == null ? 0 : newest.end;
    }

    private long tail() {
        Slab oldest = live.peekFirst();
        return oldest == null ? 0 : oldest.begin;
    }
}
