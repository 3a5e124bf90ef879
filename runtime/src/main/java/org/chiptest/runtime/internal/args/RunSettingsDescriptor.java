package org.chiptest.runtime.internal.args;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.chiptest.runtime.args.RunSettings;

/**
 * Lay {@link RunSettings} out in {@value #SIZE} bytes, for a page that a worker shares with its parent.
 *
 * <pre>
 *   0             8             16                    24            28         32
 *   +-------------+-------------+---------------------+-------------+----------+
 *   | deadline    | heap bytes  | tensor wait timeout | task window | dep pool |
 *   | i64 ns      | i64         | i64 ns              | i32         | i32      |
 *   +-------------+-------------+---------------------+-------------+----------+
 * </pre>
 *
 * No setting can be 0, so 0 says that it is unset, and a fresh page sets nothing. Not part of the reference's interface:
 * parent and worker are always of the same build.
 */
public final class RunSettingsDescriptor {

    public static final long DEADLINE = 0;
    public static final long HEAP_BYTES = 8;
    public static final long TENSOR_WAIT_TIMEOUT = 16;
    public static final long TASK_WINDOW = 24;
    public static final long DEP_POOL = 28;
    public static final long SIZE = 32;

    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private RunSettingsDescriptor() {}

    /** Write all {@value #SIZE} bytes at the start of a segment. */
    public static void write(RunSettings settings, MemorySegment dst) {
        MemorySegment bytes = dst.asSlice(0, SIZE);
        bytes.set(I64, DEADLINE, settings.deadline().map(Duration::toNanos).orElse(0L));
        bytes.set(I64, HEAP_BYTES, settings.heapBytes().orElse(0));
        bytes.set(I64, TENSOR_WAIT_TIMEOUT, settings.tensorWaitTimeout().map(Duration::toNanos).orElse(0L));
        bytes.set(I32, TASK_WINDOW, settings.taskWindow().orElse(0));
        bytes.set(I32, DEP_POOL, settings.depPool().orElse(0));
    }

    /**
     * Read the settings at the start of a segment.
     *
     * @throws ArgumentFormatException if the segment is too short or holds impossible settings
     */
    public static RunSettings read(MemorySegment src) {
        if (src.byteSize() < SIZE) {
            throw new ArgumentFormatException(
                    "run settings take " + SIZE + " bytes, only " + src.byteSize() + " are here");
        }
        try {
            return new RunSettings(time(src.get(I64, DEADLINE)), number(src.get(I32, TASK_WINDOW)),
                    number(src.get(I64, HEAP_BYTES)), number(src.get(I32, DEP_POOL)),
                    time(src.get(I64, TENSOR_WAIT_TIMEOUT)));
        } catch (IllegalArgumentException e) {
            throw new ArgumentFormatException("damaged run settings: " + e.getMessage());
        }
    }

    private static Optional<Duration> time(long nanos) {
        return nanos == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    }

    private static OptionalLong number(long value) {
        return value == 0 ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static OptionalInt number(int value) {
        return value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
