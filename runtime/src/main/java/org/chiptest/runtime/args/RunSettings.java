package org.chiptest.runtime.args;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.chiptest.runtime.internal.args.EffectiveRunSettings;

/**
 * Set what a run can be told beyond its {@link CallConfig}; what is unset comes from the environment or is the default
 * ({@link EffectiveRunSettings}).
 *
 * @param deadline          longest time that a run may take
 * @param taskWindow        slots of a task ring, a power of two from {@value #MIN_TASK_WINDOW}
 * @param heapBytes         bytes of a heap ring, a power of two from {@value #MIN_HEAP_BYTES}
 * @param depPool           entries of a dependency pool, from {@value #MIN_DEP_POOL}
 * @param tensorWaitTimeout longest time that an orchestration waits for the content of a tensor
 */
public record RunSettings(Optional<Duration> deadline, OptionalInt taskWindow, OptionalLong heapBytes,
        OptionalInt depPool, Optional<Duration> tensorWaitTimeout) {

    public static final int MIN_TASK_WINDOW = 4;
    public static final long MIN_HEAP_BYTES = 1024;
    public static final int MIN_DEP_POOL = 4;

    private static final RunSettings UNSET = new RunSettings(Optional.empty(), OptionalInt.empty(),
            OptionalLong.empty(), OptionalInt.empty(), Optional.empty());

    /**
     * Check everything that is set.
     *
     * @throws IllegalArgumentException if a time is not positive or over 292 years, a ring is too small or no power of two
     */
    public RunSettings {
        deadline.ifPresent(time -> requireTime("deadline", time));
        taskWindow.ifPresent(slots -> requirePowerOfTwo("task window", slots, MIN_TASK_WINDOW, "slots"));
        heapBytes.ifPresent(bytes -> requirePowerOfTwo("heap", bytes, MIN_HEAP_BYTES, "bytes"));
        depPool.ifPresent(entries -> requireAtLeast("dependency pool", entries, MIN_DEP_POOL, "entries"));
        tensorWaitTimeout.ifPresent(time -> requireTime("tensor wait timeout", time));
    }

    /** Return settings that set nothing. */
    public static RunSettings unset() {
        return UNSET;
    }

    /** Return the same with another {@link #deadline()}. */
    public RunSettings withDeadline(Duration deadline) {
        return new RunSettings(Optional.of(deadline), taskWindow, heapBytes, depPool, tensorWaitTimeout);
    }

    /** Return the same with another {@link #taskWindow()}. */
    public RunSettings withTaskWindow(int taskWindow) {
        return new RunSettings(deadline, OptionalInt.of(taskWindow), heapBytes, depPool, tensorWaitTimeout);
    }

    /** Return the same with another {@link #heapBytes()}. */
    public RunSettings withHeapBytes(long heapBytes) {
        return new RunSettings(deadline, taskWindow, OptionalLong.of(heapBytes), depPool, tensorWaitTimeout);
    }

    /** Return the same with another {@link #depPool()}. */
    public RunSettings withDepPool(int depPool) {
        return new RunSettings(deadline, taskWindow, heapBytes, OptionalInt.of(depPool), tensorWaitTimeout);
    }

    /** Return the same with another {@link #tensorWaitTimeout()}. */
    public RunSettings withTensorWaitTimeout(Duration tensorWaitTimeout) {
        return new RunSettings(deadline, taskWindow, heapBytes, depPool, Optional.of(tensorWaitTimeout));
    }

    private static void requireTime(String what, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("the " + what + " is " + time + "; it must be longer than nothing");
        }
        if (time.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("the " + what + " is " + time + "; the longest is 292 years");
        }
    }

    private static void requirePowerOfTwo(String what, long value, long least, String unit) {
        requireAtLeast(what, value, least, unit);
        if (Long.bitCount(value) != 1) {
            throw new IllegalArgumentException("the " + what + " has " + value + " " + unit
                    + "; it must be a power of two, such as " + Long.highestOneBit(value));
        }
    }

    private static void requireAtLeast(String what, long value, long least, String unit) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "the " + what + " has " + value + " " + unit + "; it must have at least " + least);
        }
    }
}
