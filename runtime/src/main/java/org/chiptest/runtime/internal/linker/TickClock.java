package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

import org.chiptest.runtime.internal.settings.HostClock;

/**
 * The clock by which captures are stamped, in Java and around kernels: the processor's counter where all cores agree on it, else
 * the monotonic clock. It is the same for all processes of a machine.
 */
public final class TickClock {

    private static final Linker LINKER = Linker.nativeLinker();

    // Linked when the first run is captured. It waits for nothing, so it need not be seen at safepoints, which halves its cost.
    private static final MethodHandle READ = LINKER.downcallHandle(
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.critical(false));

    private final MemorySegment function;
    private final boolean counted;
    private final long firstTicks;
    private final long firstNanos;

    /** Know the clock by its function, and by one moment in ticks and in nanoseconds. */
    TickClock(MemorySegment function, boolean counted, long firstTicks, long firstNanos) {
        this.function = function;
        this.counted = counted;
        this.firstTicks = firstTicks;
        this.firstNanos = firstNanos;
    }

    /** Return the moment in ticks. */
    public long now() {
        try {
            return (long) READ.invokeExact(function, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    /** Return how many nanoseconds a tick takes, measured since the shim was loaded; good to a millionth after a second. */
    public double nanosPerTick() {
        long ticks = now() - firstTicks;
        return counted && ticks > 0 ? (double) (HostClock.nanos() - firstNanos) / ticks : 1;
    }
}
