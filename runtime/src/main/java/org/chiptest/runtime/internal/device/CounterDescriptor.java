package org.chiptest.runtime.internal.device;

/**
 * Layout of the counters of one worker generation, 64-bit words in host byte order.
 *
 * <pre>
 *   0 generation      8 host opens     16 AICPU opens    24 failed AICPU opens
 *  32 dedup hits     40 dedup misses   48 uploaded bytes 56 live images
 *  64 live libraries 72 runs
 * </pre>
 *
 * A counter that the device does not have is {@link #ABSENT}. The page is written by the device and read by anybody who maps it. Rules:
 * {@code docs/contract/devices.md#counters} and {@code docs/differences.md#behaviour}.
 */
public final class CounterDescriptor {

    public static final long GENERATION = 0;
    public static final long HOST_OPENS = 8;
    public static final long AICPU_OPENS = 16;
    public static final long AICPU_OPEN_FAILURES = 24;
    public static final long DEDUP_HITS = 32;
    public static final long DEDUP_MISSES = 40;
    public static final long UPLOADED_BYTES = 48;
    public static final long LIVE_IMAGES = 56;
    public static final long LIVE_LIBRARIES = 64;
    public static final long RUNS = 72;
    public static final long SIZE = 80;
    public static final long ALIGNMENT = 8;

    /** Value of a counter that the device does not have; no counter gets there by counting. */
    public static final long ABSENT = Long.MIN_VALUE;

    private CounterDescriptor() {}
}
