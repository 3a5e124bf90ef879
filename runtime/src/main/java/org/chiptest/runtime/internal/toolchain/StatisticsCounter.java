package org.chiptest.runtime.internal.toolchain;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Count what a toolchain does, from any thread. */
final class StatisticsCounter {

    private final LongAdder requests = new LongAdder();
    private final LongAdder shared = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder damaged = new LongAdder();
    private final LongAdder notKept = new LongAdder();
    private final LongAdder compileNanos = new LongAdder();

    public void request() {
        requests.increment();
    }

    public void share() {
        shared.increment();
    }

    public void hit() {
        hits.increment();
    }

    void miss() {
        misses.increment();
    }

    void failure() {
        failures.increment();
    }

    void damaged() {
        damaged.increment();
    }

    void notKept() {
        notKept.increment();
    }

    void compiled(Duration duration) {
        compileNanos.add(duration.toNanos());
    }

    public ToolchainStatistics read() {
        return new ToolchainStatistics(requests.sum(), shared.sum(), hits.sum(), misses.sum(), failures.sum(),
                damaged.sum(),
                notKept.sum(), Duration.ofNanos(compileNanos.sum()));
    }
}
