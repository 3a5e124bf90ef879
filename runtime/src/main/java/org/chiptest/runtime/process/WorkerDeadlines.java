package org.chiptest.runtime.process;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Set how long worker processes may take, each time by the name of what takes it.
 *
 * @param times a time for every phase
 */
record WorkerDeadlines(Map<Phase, Duration> times) {

    /** What a worker process takes its time for. */
    enum Phase {

        /** From the start of a process until it takes requests. */
        START("start deadline", Duration.ofSeconds(60)),
        /** Prepare, unregister, malloc, free and copies. */
        CONTROL("control deadline", Duration.ofSeconds(60)),
        /** What a run may take beyond its own deadline, for the device to report that it was missed. */
        RUN("run grace", Duration.ofSeconds(5)),
        /** Closing its device and exiting, before it is killed. */
        CLOSE("close deadline", Duration.ofSeconds(10));

        private final String text;
        private final Duration standard;

        Phase(String text, Duration standard) {
            this.text = text;
            this.standard = standard;
        }
    }

    WorkerDeadlines {
        times = Map.copyOf(times);
        for (Phase phase : Phase.values()) {
            Duration time = Objects.requireNonNull(times.get(phase), phase.text);
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException(
                        "the " + phase.text + " is " + time + "; it must be longer than nothing");
            }
        }
    }

    /** Return what is usual. */
    static WorkerDeadlines standard() {
        Map<Phase, Duration> times = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            times.put(phase, phase.standard);
        }
        return new WorkerDeadlines(times);
    }

    Duration of(Phase phase) {
        return Objects.requireNonNull(times.get(phase));
    }

    WorkerDeadlines with(Phase phase, Duration time) {
        Map<Phase, Duration> changed = new EnumMap<>(times);
        changed.put(phase, time);
        return new WorkerDeadlines(changed);
    }

    /** Return deadlines that are longer by a factor. */
    WorkerDeadlines multipliedBy(int factor) {
        Map<Phase, Duration> changed = new EnumMap<>(times);
        changed.replaceAll((phase, time) -> time.multipliedBy(factor));
        return new WorkerDeadlines(changed);
    }
}
