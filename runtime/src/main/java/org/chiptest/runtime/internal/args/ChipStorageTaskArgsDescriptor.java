package org.chiptest.runtime.internal.args;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;

/**
 * Lay the arguments of a task out in the {@value #SIZE} bytes that an orchestration receives
 * ({@code docs/contract/arguments.md#argument-block-of-a-run}).
 *
 * <pre>
 *   0                      2560                   3584           3588           3592
 *   +----------------------+----------------------+--------------+--------------+
 *   | tensors[64]          | scalars[128]         | tensor_count | scalar_count |
 *   | 40 bytes each        | u64 each             | i32          | i32          |
 *   +----------------------+----------------------+--------------+--------------+
 * </pre>
 *
 * Only the counted prefix of both arrays means anything; the rest is left as it was. There are no tags.
 */
public final class ChipStorageTaskArgsDescriptor {

    public static final int MAX_TENSORS = 64;
    public static final int MAX_SCALARS = 128;

    public static final long TENSORS = 0;
    public static final long SCALARS = 2560;
    public static final long TENSOR_COUNT = 3584;
    public static final long SCALAR_COUNT = 3588;
    public static final long SIZE = 3592;

    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private ChipStorageTaskArgsDescriptor() {}

    /**
     * Write the arguments at the start of a segment.
     *
     * @throws IndexOutOfBoundsException if there are more tensors or scalars than a chip takes, or if the segment is
     *                                   shorter than {@value #SIZE} bytes
     */
    public static void write(TaskArgs args, MemorySegment dst) {
        requireFits(args);
        MemorySegment bytes = dst.asSlice(0, SIZE);
        for (int i = 0; i < args.tensorCount(); i++) {
            ContinuousTensorDescriptor.write(args.tensor(i), bytes, TENSORS + ContinuousTensorDescriptor.SIZE * i);
        }
        for (int i = 0; i < args.scalarCount(); i++) {
            bytes.set(I64, SCALARS + 8L * i, args.scalarBits(i));
        }
        bytes.set(I32, TENSOR_COUNT, args.tensorCount());
        bytes.set(I32, SCALAR_COUNT, args.scalarCount());
    }

    /**
     * Check that a chip can take these arguments.
     *
     * @throws IndexOutOfBoundsException if there are too many tensors or scalars
     */
    public static void requireFits(TaskArgs args) {
        requireFits("tensors", args.tensorCount(), MAX_TENSORS);
        requireFits("scalars", args.scalarCount(), MAX_SCALARS);
    }

    /**
     * Read arguments back; every tag is {@link TensorArgType#INPUT}.
     *
     * @throws ArgumentFormatException if the bytes cannot be arguments
     */
    public static TaskArgs read(MemorySegment src) {
        if (src.byteSize() < SIZE) {
            throw new ArgumentFormatException("chip arguments take " + SIZE + " bytes, only " + src.byteSize()
                    + " are here; pass the whole structure");
        }
        int tensors = count(src, "tensor_count", TENSOR_COUNT, MAX_TENSORS);
        int scalars = count(src, "scalar_count", SCALAR_COUNT, MAX_SCALARS);
        TaskArgs args = new TaskArgs();
        for (int i = 0; i < tensors; i++) {
            args.tensor(ContinuousTensorDescriptor.read(src, TENSORS + ContinuousTensorDescriptor.SIZE * i));
        }
        for (int i = 0; i < scalars; i++) {
            args.scalar(src.get(I64, SCALARS + 8L * i));
        }
        return args;
    }

    private static void requireFits(String what, int count, int limit) {
        if (count > limit) {
            throw new IndexOutOfBoundsException("capacity exceeded: " + count + " " + what + ", a chip takes at most "
                    + limit + "; pass fewer, or pack several into one tensor");
        }
    }

    private static int count(MemorySegment src, String field, long offset, int limit) {
        int count = src.get(I32, offset);
        if (count < 0 || count > limit) {
            throw new ArgumentFormatException("damaged chip arguments: " + field + " at byte " + offset + " is " + count
                    + "; it must be 0 to " + limit);
        }
        return count;
    }
}
