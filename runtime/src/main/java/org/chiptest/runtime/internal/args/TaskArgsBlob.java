package org.chiptest.runtime.internal.args;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;

/**
 * Write and read arguments as they travel through a mailbox ({@code docs/contract/arguments.md#argument-blob}).
 *
 * <pre>
 *   0              4              8                8 + 40 T         8 + 40 T + 8 S
 *   +--------------+--------------+----------------+----------------+
 *   | T: tensors   | S: scalars   | T tensors      | S scalars      |
 *   | i32          | i32          | 40 bytes each  | u64 each       |
 *   +--------------+--------------+----------------+----------------+
 * </pre>
 *
 * Tags do not travel. A reader believes nothing: the length of the segment is the capacity that the counts are checked
 * against.
 */
public final class TaskArgsBlob {

    public static final long TENSOR_COUNT = 0;
    public static final long SCALAR_COUNT = 4;
    public static final long TENSORS = 8;

    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private TaskArgsBlob() {}

    /** Return the number of bytes that {@link #write} takes for these arguments. */
    public static long size(TaskArgs args) {
        return size(args.tensorCount(), args.scalarCount());
    }

    /**
     * Write arguments at the start of a segment.
     *
     * @throws IndexOutOfBoundsException if the segment is too short; nothing has been written then
     */
    public static void write(TaskArgs args, MemorySegment dst) {
        if (size(args) > dst.byteSize()) {
            throw new IndexOutOfBoundsException("capacity exceeded: a blob of " + args.tensorCount() + " tensors and "
                    + args.scalarCount() + " scalars takes " + size(args) + " bytes, there is room for "
                    + dst.byteSize()
                    + "; ask for its size first");
        }
        dst.set(I32, TENSOR_COUNT, args.tensorCount());
        dst.set(I32, SCALAR_COUNT, args.scalarCount());
        long offset = TENSORS;
        for (int i = 0; i < args.tensorCount(); i++, offset += ContinuousTensorDescriptor.SIZE) {
            ContinuousTensorDescriptor.write(args.tensor(i), dst, offset);
        }
        for (int i = 0; i < args.scalarCount(); i++, offset += 8) {
            dst.set(I64, offset, args.scalarBits(i));
        }
    }

    /**
     * Read the arguments at the start of a segment; every tag is {@link TensorArgType#INPUT}.
     *
     * @throws ArgumentFormatException if the segment cannot hold a blob, or holds a damaged one
     */
    public static TaskArgs read(MemorySegment src) {
        long capacity = src.byteSize();
        if (capacity < TENSORS) {
            throw new ArgumentFormatException("truncated argument blob: its header takes " + TENSORS + " bytes, only "
                    + capacity + " are here");
        }
        int tensors = src.get(I32, TENSOR_COUNT);
        int scalars = src.get(I32, SCALAR_COUNT);
        requireFits(tensors, scalars, capacity);
        TaskArgs args = new TaskArgs();
        long offset = TENSORS;
        for (int i = 0; i < tensors; i++, offset += ContinuousTensorDescriptor.SIZE) {
            args.tensor(ContinuousTensorDescriptor.read(src, offset));
        }
        for (int i = 0; i < scalars; i++, offset += 8) {
            args.scalar(src.get(I64, offset));
        }
        return args;
    }

    private static void requireFits(int tensors, int scalars, long capacity) {
        if (tensors < 0 || scalars < 0) {
            throw new ArgumentFormatException("damaged argument blob: it counts " + tensors + " tensors and " + scalars
                    + " scalars; neither can be negative");
        }
        long needed = size(tensors, scalars);
        if (needed > capacity) {
            throw new ArgumentFormatException("truncated argument blob: " + tensors + " tensors and " + scalars
                    + " scalars take " + needed + " bytes, only " + capacity + " are here");
        }
    }

    private static long size(int tensors, int scalars) {
        return TENSORS + ContinuousTensorDescriptor.SIZE * tensors + 8L * scalars;
    }
}
