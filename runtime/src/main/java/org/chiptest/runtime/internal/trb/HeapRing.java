package org.chiptest.runtime.internal.trb;

import org.chiptest.runtime.internal.memory.CircularRange;

/**
 * Allocate from a range of bytes in a circle: claimed at the top, given back in the same order at the tail.
 *
 * <p>Where there is room says {@link CircularRange}. Used by the orchestrating thread only.
 */
final class HeapRing {

    /** Nothing could be claimed. */
    static final long NONE = CircularRange.NONE;

    private static final long ALIGNMENT = 64;

    private long size;
    private long top;
    private long tail;
    private long highest;

    /** Start over with a range of this many bytes. */
    void reset(long size) {
        this.size = size;
        highest = 0;
        clear();
    }

    /** Give everything back. */
    void clear() {
        top = 0;
        tail = 0;
    }

    /** Tell whether this many bytes can be claimed. */
    boolean fits(long bytes) {
        return place(align(bytes)) != NONE;
    }

    /** Claim bytes and return their offset, a multiple of 64, or {@link #NONE}. No bytes at all always succeed. */
    long claim(long bytes) {
        long claimed = align(bytes);
        long offset = place(claimed);
        if (offset != NONE) {
            top = offset + claimed;
            highest = Math.max(highest, top);
        }
        return offset;
    }

    /** Return the end of the last claim: what {@link #release} gets when it is given back. */
    long top() {
        return top;
    }

    /** Give back everything that was claimed up to an earlier {@link #top}. */
    void release(long end) {
        tail = end;
    }

    /** Return the end of the bytes that were ever claimed since the last {@link #reset}. */
    long highest() {
        return highest;
    }

    /** Return the largest claim that would succeed now. */
    long available() {
        return CircularRange.available(size, top, tail, ALIGNMENT);
    }

    long size() {
        return size;
    }

    /** Return how many bytes lie between the oldest claim that was not given back and the top. */
    long used() {
        return top >= tail ? top - tail : size - tail + top;
    }

    long tail() {
        return tail;
    }

    private long place(long claimed) {
        return claimed == 0 ? top : CircularRange.place(size, top, tail, claimed);
    }

    private static long align(long bytes) {
        return bytes + ALIGNMENT - 1 & -ALIGNMENT;
    }
}
