package org.chiptest.runtime.internal.args;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.jspecify.annotations.Nullable;

/**
 * Lay a {@link ContinuousTensor} out in {@value #SIZE} bytes ({@code docs/contract/arguments.md#tensors}).
 *
 * <pre>
 *   0       8                            28      32      33      34      40
 *   +-------+----------------------------+-------+-------+-------+-------+
 *   | data  | shapes[5]                  | ndims | dtype | child | (pad) |
 *   | u64   | u32 each                   | u32   | u8    | u8    |       |
 *   +-------+----------------------------+-------+-------+-------+-------+
 * </pre>
 *
 * The padding and the shapes past {@code ndims} are written as 0 and not looked at when reading: a native writer need
 * not have initialised them.
 */
public final class ContinuousTensorDescriptor {

    public static final long DATA = 0;
    public static final long SHAPES = 8;
    public static final long NDIMS = 28;
    public static final long DTYPE = 32;
    public static final long CHILD_MEMORY = 33;
    public static final long PADDING = 34;
    public static final long SIZE = 40;

    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private ContinuousTensorDescriptor() {}

    /** Write all {@value #SIZE} bytes of a tensor at an offset. */
    public static void write(ContinuousTensor tensor, MemorySegment dst, long offset) {
        MemorySegment bytes = dst.asSlice(offset, SIZE);
        bytes.fill((byte) 0);
        bytes.set(I64, DATA, tensor.data());
        List<Integer> shape = tensor.shape();
        for (int i = 0; i < shape.size(); i++) {
            bytes.set(I32, SHAPES + 4L * i, shape.get(i));
        }
        bytes.set(I32, NDIMS, shape.size());
        bytes.set(ValueLayout.JAVA_BYTE, DTYPE, (byte) tensor.dtype().code());
        bytes.set(ValueLayout.JAVA_BYTE, CHILD_MEMORY, (byte) (tensor.childMemory() ? 1 : 0));
    }

    /**
     * Read the tensor at an offset.
     *
     * @throws ArgumentFormatException if the bytes describe no possible tensor
     */
    public static ContinuousTensor read(MemorySegment src, long offset) {
        MemorySegment bytes = src.asSlice(offset, SIZE);
        DataType dtype = dtype(bytes, offset);
        boolean childMemory = childMemory(bytes, offset);
        List<Integer> shape = shape(bytes, offset);
        try {
            return new ContinuousTensor(bytes.get(I64, DATA), dtype, childMemory, shape);
        } catch (IllegalArgumentException e) {
            throw damaged(offset, e.getMessage());
        }
    }

    private static DataType dtype(MemorySegment bytes, long offset) {
        int code = Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, DTYPE));
        try {
            return DataType.ofCode(code);
        } catch (IllegalArgumentException e) {
            throw damaged(offset, e.getMessage());
        }
    }

    private static boolean childMemory(MemorySegment bytes, long offset) {
        int flag = Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, CHILD_MEMORY));
        if (flag > 1) {
            throw damaged(offset, "child_memory is " + flag + "; it must be 0 (host) or 1 (owned by the device)");
        }
        return flag == 1;
    }

    private static List<Integer> shape(MemorySegment bytes, long offset) {
        int dimensions = bytes.get(I32, NDIMS);
        if (dimensions < 0 || dimensions > ContinuousTensor.MAX_DIMENSIONS) {
            throw damaged(offset, "ndims is " + Integer.toUnsignedString(dimensions) + "; it must be 0 to "
                    + ContinuousTensor.MAX_DIMENSIONS);
        }
        List<Integer> shape = new ArrayList<>(dimensions);
        for (int i = 0; i < dimensions; i++) {
            int dimension = bytes.get(I32, SHAPES + 4L * i);
            if (dimension < 0) {
                throw damaged(offset, "shapes[" + i + "] is " + Integer.toUnsignedString(dimension)
                        + "; dimensions over " + Integer.MAX_VALUE + " are not supported");
            }
            shape.add(dimension);
        }
        return shape;
    }

    private static ArgumentFormatException damaged(long offset, @Nullable String what) {
        return new ArgumentFormatException("damaged tensor at byte " + offset + " of the arguments: " + what);
    }
}
