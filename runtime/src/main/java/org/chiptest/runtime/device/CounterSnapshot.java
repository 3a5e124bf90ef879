package org.chiptest.runtime.device;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

import org.chiptest.runtime.internal.device.AbsentException;

/**
 * The counters of one worker generation at one moment, or the difference of two such moments.
 *
 * @param generation which worker process counted; a replaced worker counts anew under the next generation
 * @param values     what was counted; a counter that the device does not have is absent
 * @param processes  how many processes took part, one after the other: a device whose process is renewed between two runs counts on,
 *                   and whatever the next process opens anew is counted anew
 */
public record CounterSnapshot(long generation, Map<Counter, Long> values, int processes) {

    /** Hold what one process has counted. */
    public CounterSnapshot(long generation, Map<Counter, Long> values) {
        this(generation, values, 1);
    }

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
            throw AbsentException.of(counter, values.keySet());
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
        return new CounterSnapshot(generation, happened, processes - before.processes + 1);
    }

    /**
     * Go on counting with the process that has taken over.
     *
     * @param now   what that one counts
     * @param begin what it had counted when it was ready, by preparing again what was prepared
     */
    public CounterSnapshot plus(CounterSnapshot now, CounterSnapshot begin) {
        Map<Counter, Long> sum = new EnumMap<>(Counter.class);
        now.values.forEach((counter, value) -> sum.put(counter, get(counter) + value - begin.get(counter)));
        return new CounterSnapshot(generation, sum, processes + 1);
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

    @Override
    public String toString() {
        return "CounterSnapshot[generation=" + generation + ", values=" + values
                + (processes == 1 ? "]" : "], counted by " + processes + " processes, one after the other");
    }
}
