package org.chiptest.runtime.internal.segment;

/**
 * Name a byte of shared memory in a number that travels where an address stands in process: the segment in the upper 16 bits, the
 * offset in the lower 48. Segments are numbered from 1, so 0 stays the null pointer.
 */
public final class SegmentReference {

    /** The segment that a worker's argument tensors live in. */
    public static final int TENSORS = 1;

    /** The segment of a group's windows; no reference leads there. */
    public static final int WINDOWS = 2;

    /** The segment of the channel by which a chip tells that it has started; no reference leads there. */
    public static final int BOOTSTRAP_CHANNEL = 3;

    /** The segment that a device's runs are recorded in; no reference leads there. */
    public static final int RECORDS = 4;

    private static final int OFFSET_BITS = 48;

    private SegmentReference() {}

    /** Compose a reference. */
    public static long of(int segment, long offset) {
        if (segment < 1 || segment > 0xFFFF || offset < 0 || offset >>> OFFSET_BITS != 0) {
            throw new IllegalArgumentException("segment " + segment + ", offset " + offset
                    + " is no reference: segments are 1 to 65535, offsets below 2^" + OFFSET_BITS);
        }
        return (long) segment << OFFSET_BITS | offset;
    }

    /** Return the segment's number. */
    public static int segment(long reference) {
        return (int) (reference >>> OFFSET_BITS);
    }

    /** Return the offset in the segment. */
    public static long offset(long reference) {
        return reference & (1L << OFFSET_BITS) - 1;
    }
}
