package org.chiptest.runtime.trb;

/**
 * Allocates from a range of bytes in a circle: claimed at the top, given back in the same order at the tail.
 *
 * <p>An allocation never wraps around the end of the range; where the rest of the range is too small, it starts at the
 * beginning if it ends before the tail there. Used by the orchestrating thread only.
 */
final class HeapRing {

    /** Nothing could be claimed. */
    static final long NONE = -1;

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
        if (top >= tail) {
            return Math.max(size - top, tail - ALIGNMENT);
        }
        return tail - top - ALIGNMENT;
    }

    long size() {
        return size;
    }

    long tail() {
        return tail;
    }

    private long place(long claimed) {
        if (claimed == 0) {
            return top;
        }
        if (top < tail) {
            // one that filled the gap would make full look like empty
            return tail - top > claimed ? top : NONE;
        }
        if (size - top >= claimed) {
            return top;
        }
        return tail > claimed ? 0 : NONE;
    }

    private static long align(long bytes) {
        return bytes + ALIGNMENT - 1 & -ALIGNMENT;
    }
}
