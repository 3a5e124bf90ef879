package org.chiptest.runtime.hierarchy;

import java.time.Duration;

import org.chiptest.runtime.internal.hierarchy.graph.GraphLimits;

/**
 * Set the sizes and deadlines of a host worker's graph.
 *
 * @param ringBytes     size of each of the four rings that outputs are allocated from; sparse, only what is touched counts. 0 for
 *                      none
 * @param allocTimeout  longest time that a submit waits for room in a ring without anything coming back
 * @param requestDeadline longest time that anything but a task may take, such as the start of a child; children have shorter deadlines
 *                      of their own
 * @param stallDeadline longest time without any task ending, before the run is given up; children have shorter deadlines of their
 *                      own
 * @param abortDeadline longest time that children get to end when a run is given up or the worker is closed
 */
public record HierarchySettings(long ringBytes, Duration allocTimeout, Duration requestDeadline, Duration stallDeadline,
        Duration abortDeadline) {

    /** Default size of each ring. */
    public static final long DEFAULT_RING_BYTES = 1L << 30;

    private static final long MAX_RING_BYTES = 1L << 42;

    public HierarchySettings {
        if (ringBytes < 0 || ringBytes > MAX_RING_BYTES) {
            throw new IllegalArgumentException(
                    "a ring is to have " + ringBytes + " bytes; 0 to " + MAX_RING_BYTES + " are possible");
        }
        requirePositive("alloc timeout", allocTimeout);
        requirePositive("request deadline", requestDeadline);
        requirePositive("stall deadline", stallDeadline);
        requirePositive("abort deadline", abortDeadline);
    }

    /** Return rings of 1 GiB, 10 s to wait for room, 5 min for requests, 10 min without any task ending and 30 s to give up. */
    public static HierarchySettings defaults() {
        return new HierarchySettings(DEFAULT_RING_BYTES, Duration.ofSeconds(10), Duration.ofMinutes(5),
                Duration.ofMinutes(10), Duration.ofSeconds(30));
    }

    /** Return the same with another {@link #ringBytes()}. */
    public HierarchySettings withRingBytes(long ringBytes) {
        return new HierarchySettings(ringBytes, allocTimeout, requestDeadline, stallDeadline, abortDeadline);
    }

    /** Return the same with another {@link #allocTimeout()}. */
    public HierarchySettings withAllocTimeout(Duration allocTimeout) {
        return new HierarchySettings(ringBytes, allocTimeout, requestDeadline, stallDeadline, abortDeadline);
    }

    /** Return the same with another {@link #requestDeadline()}. */
    public HierarchySettings withRequestDeadline(Duration requestDeadline) {
        return new HierarchySettings(ringBytes, allocTimeout, requestDeadline, stallDeadline, abortDeadline);
    }

    /** Return the same with another {@link #stallDeadline()}. */
    public HierarchySettings withStallDeadline(Duration stallDeadline) {
        return new HierarchySettings(ringBytes, allocTimeout, requestDeadline, stallDeadline, abortDeadline);
    }

    /** Return the same with another {@link #abortDeadline()}. */
    public HierarchySettings withAbortDeadline(Duration abortDeadline) {
        return new HierarchySettings(ringBytes, allocTimeout, requestDeadline, stallDeadline, abortDeadline);
    }

    /** Return what the graph of a run goes by. */
    GraphLimits limits() {
        return new GraphLimits(ringBytes, allocTimeout, stallDeadline, abortDeadline);
    }

    private static void requirePositive(String what, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("the " + what + " is " + time + "; it must be longer than nothing");
        }
    }
}
