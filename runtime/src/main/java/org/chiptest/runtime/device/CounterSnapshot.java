package org.chiptest.runtime.device;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

import org.chiptest.runtime.internal.device.CounterAbsentException;

/**
 * The counters of one worker generation at one moment, or the difference of two such moments.
 *
 * @param generation which worker process counted; a replaced worker counts anew under the next generation
 * @param values     what was counted; a counter that the device does not have is absent
 */
public record CounterSnapshot(long generation, Map<Counter, Long> values) {

    /** Copy the values. */
    public CounterSnapshot {
        Map<Counter, Long> copy = new EnumMap<>(Counter.class);
        copy.putAll(values);
        values = Collections.unmodifiableMap(copy);
    }

    /**
     * Return a counter's value.
     *
     * @throws IllegalStateException if the device does not have it
     */
    public long get(Counter counter) {
        Long value = values.get(counter);
        if (value == null) {
            throw new CounterAbsentException(counter, values.keySet());
        }
        return value;
    }

    /**
     * Return what happened since an earlier moment.
     *
     * @throws IllegalStateException if the earlier snapshot was counted by another generation of the worker
     */
    public CounterSnapshot since(CounterSnapshot before) {
        if (before.generation != generation) {
            throw new IllegalStateException("counters of worker generation " + before.generation
                    + " cannot be compared with those of generation " + generation
                    + ": the worker was replaced in between; take the first snapshot after the replacement");
        }
        Map<Counter, Long> happened = new EnumMap<>(Counter.class);
        values.forEach((counter, value) -> happened.put(counter, value - before.get(counter)));
        return new CounterSnapshot(generation, happened);
    }

    /** Return how many times an orchestration library was opened, on whichever side the runtime opens it. */
    public long opens() {
        return hostOpens() + aicpuOpens();
    }

    /** Return {@link Counter#HOST_OPENS}. */
    public long hostOpens() {
        return get(Counter.HOST_OPENS);
    }

    /** Return {@link Counter#AICPU_OPENS}. */
    public long aicpuOpens() {
        return get(Counter.AICPU_OPENS);
    }

    /** Return {@link Counter#AICPU_OPEN_FAILURES}. */
    public long aicpuOpenFailures() {
        return get(Counter.AICPU_OPEN_FAILURES);
    }

    /** Return {@link Counter#DEDUP_HITS}. */
    public long dedupHits() {
        return get(Counter.DEDUP_HITS);
    }

    /** Return {@link Counter#DEDUP_MISSES}. */
    public long dedupMisses() {
        return get(Counter.DEDUP_MISSES);
    }

    /** Return {@link Counter#UPLOADED_BYTES}. */
    public long uploadedBytes() {
        return get(Counter.UPLOADED_BYTES);
    }

    /** Return {@link Counter#LIVE_IMAGES}. */
    public long liveImages() {
        return get(Counter.LIVE_IMAGES);
    }

    /** Return {@link Counter#LIVE_LIBRARIES}. */
    public long liveLibraries() {
        return get(Counter.LIVE_LIBRARIES);
    }

    /** Return {@link Counter#RUNS}. */
    public long runs() {
        return get(Counter.RUNS);
    }
}
