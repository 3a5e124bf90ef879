package org.chiptest.runtime.device;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import org.chiptest.runtime.internal.device.CounterDescriptor;

/**
 * Count what a device did, in memory that others may map (layout: {@link CounterDescriptor}).
 *
 * <p>Only the device's caller thread writes; each word is stored opaquely, so readers in other threads and processes see
 * whole values that never run backwards.
 */
public final class Counters {

    private static final VarHandle WORD = JAVA_LONG.varHandle();

    private final MemorySegment words;

    /** Count everything into this memory, of which the generation word is already set by its owner. */
    public Counters(MemorySegment words) {
        this(words, EnumSet.allOf(Counter.class));
    }

    /** Count into this memory what the device can count, and say there that it does not count the rest. */
    public Counters(MemorySegment words, Set<Counter> present) {
        if (words.byteSize() < CounterDescriptor.SIZE) {
            throw new IllegalArgumentException("counters need " + CounterDescriptor.SIZE + " bytes, found "
                    + words.byteSize());
        }
        this.words = words;
        for (Counter counter : Counter.values()) {
            if (!present.contains(counter)) {
                WORD.setOpaque(words, counter.offset(), CounterDescriptor.ABSENT);
            }
        }
    }

    /** Set the generation that snapshots carry. */
    public void generation(long generation) {
        WORD.setOpaque(words, CounterDescriptor.GENERATION, generation);
    }

    /** Count one orchestration library opened on the host (host_build_graph). */
    public void hostOpened() {
        add(CounterDescriptor.HOST_OPENS, 1);
    }

    /** Count one orchestration library opened by the AICPU (tensormap_and_ringbuffer). */
    public void aicpuOpened() {
        add(CounterDescriptor.AICPU_OPENS, 1);
    }

    /** Take over how many orchestration libraries a device says that it has opened, which counts itself. */
    public void opens(long host, long aicpu) {
        WORD.setOpaque(words, CounterDescriptor.HOST_OPENS, host);
        WORD.setOpaque(words, CounterDescriptor.AICPU_OPENS, aicpu);
    }

    /** Count one orchestration library that the AICPU could not open. */
    public void aicpuOpenFailed() {
        add(CounterDescriptor.AICPU_OPEN_FAILURES, 1);
    }

    /** Restart the AICPU counter, as closing a device does ({@code docs/contract/devices.md#counters}). */
    public void resetAicpuOpens() {
        WORD.setOpaque(words, CounterDescriptor.AICPU_OPENS, 0L);
    }

    /** Count a callable image that was already in the pool. */
    public void dedupHit() {
        add(CounterDescriptor.DEDUP_HITS, 1);
    }

    /** Count a callable image that had to be uploaded, with its size in bytes. */
    public void dedupMiss(long uploadedBytes) {
        add(CounterDescriptor.DEDUP_MISSES, 1);
        add(CounterDescriptor.UPLOADED_BYTES, uploadedBytes);
    }

    /** Change the number of callable images in the pool. */
    public void liveImages(int change) {
        add(CounterDescriptor.LIVE_IMAGES, change);
    }

    /** Change the number of orchestration libraries in the process. */
    public void liveLibraries(int change) {
        add(CounterDescriptor.LIVE_LIBRARIES, change);
    }

    /** Count a run that was started. */
    public void runStarted() {
        add(CounterDescriptor.RUNS, 1);
    }

    /** Read all counters. */
    public CounterSnapshot snapshot() {
        return snapshot(words);
    }

    /** Read all counters of a page that some device counts in. */
    public static CounterSnapshot snapshot(MemorySegment page) {
        Map<Counter, Long> values = new EnumMap<>(Counter.class);
        for (Counter counter : Counter.values()) {
            long value = (long) WORD.getOpaque(page, counter.offset());
            if (value != CounterDescriptor.ABSENT) {
                values.put(counter, value);
            }
        }
        return new CounterSnapshot((long) WORD.getOpaque(page, CounterDescriptor.GENERATION), values);
    }

    private void add(long offset, long change) {
        WORD.setOpaque(words, offset, get(offset) + change);
    }

    private long get(long offset) {
        return (long) WORD.getOpaque(words, offset);
    }
}
