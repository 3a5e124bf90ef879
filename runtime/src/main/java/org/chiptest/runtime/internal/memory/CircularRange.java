package org.chiptest.runtime.internal.memory;

/**
 * Find room in a range of bytes that is used in a circle: what is claimed lies between the tail, its oldest byte, and the top,
 * the end of its newest; it never wraps around the end of the range.
 *
 * <pre>
 *   top at or behind tail                     top before tail
 *   0      tail            top       size     0        top          tail     size
 *   +-------+---------------+---------+       +---------+------------+---------+
 *   | free  |     used      |  free   |       |  used   |    free    |  used   |
 *   +-------+---------------+---------+       +---------+------------+---------+
 * </pre>
 *
 * A claim that starts anew at 0, or fills a gap, must leave something free before the tail: full must not look like empty.
 */
public final class CircularRange {

    /** There is no room. */
    public static final long NONE = -1;

    private CircularRange() {}

    /** Return where a positive number of bytes can begin, or {@link #NONE}. */
    public static long place(long size, long top, long tail, long bytes) {
        if (top < tail) {
            return tail - top > bytes ? top : NONE;
        }
        if (size - top >= bytes) {
            return top;
        }
        return tail > bytes ? 0 : NONE;
    }

    /** Return the largest claim of whole units that has room. */
    public static long available(long size, long top, long tail, long unit) {
        return top < tail
                ? tail - top - unit
                : Math.max(0, Math.max((size - top) / unit * unit, tail - unit));
    }
}
