package org.chiptest.runtime.internal.foreign;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.DeviceException;

/**
 * Lay arguments out in the block that the second generation takes, {@value #SIZE} bytes at a multiple of {@value #ALIGNMENT}.
 *
 * <pre>
 *   0                       32768                  33792          33796          33856
 *   +-----------------------+----------------------+--------------+--------------+
 *   | tensors[256]          | scalars[128]         | tensor_count | scalar_count |
 *   | 128 bytes each        | u64 each             | i32          | i32          |
 *   +-----------------------+----------------------+--------------+--------------+
 *
 * tensor: 0 address u64 | 8 bytes u64 | 16 owner task u64 | 24 start offset u64 | 32 version i32 | 36 ndims u32
 *         | 40 dtype u8 | 41 manual_dep u8 | 42 is_contiguous u8 | 43 address space u8 | 44 shapes u32[5]
 *         | 64 extent in elements u64 | 72 strides u32[5] in elements | 92 reserved
 * </pre>
 *
 * A tensor has one dimension at least: one without any is written as one of a single element.
 */
final class SecondArguments {

    static final int MAX_TENSORS = 256;
    static final int MAX_SCALARS = 128;
    static final long SCALARS = 32_768;
    static final long TENSOR_COUNT = 33_792;
    static final long SCALAR_COUNT = 33_796;
    static final long SIZE = 33_856;
    static final long ALIGNMENT = 64;

    static final long TENSOR_SIZE = 128;
    static final long ADDRESS = 0;
    static final long BYTES = 8;
    static final long OWNER = 16;
    static final long NDIMS = 36;
    static final long DTYPE = 40;
    static final long IS_CONTIGUOUS = 42;
    static final long ADDRESS_SPACE = 43;
    static final long SHAPES = 44;
    static final long EXTENT = 64;
    static final long STRIDES = 72;

    private static final byte DEVICE = 1;
    private static final long NO_OWNER = -1;

    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfByte I8 = ValueLayout.JAVA_BYTE;

    private SecondArguments() {}

    /**
     * Write arguments.
     *
     * @throws DeviceException -1 if there are more than a chip takes
     */
    static void write(TaskArgs args, MemorySegment block) {
        requireFits("tensors", args.tensorCount(), MAX_TENSORS);
        requireFits("scalars", args.scalarCount(), MAX_SCALARS);
        for (int i = 0; i < args.tensorCount(); i++) {
            writeTensor(args.tensor(i), block.asSlice(TENSOR_SIZE * i, TENSOR_SIZE));
        }
        for (int i = 0; i < args.scalarCount(); i++) {
            block.set(I64, SCALARS + 8L * i, args.scalarBits(i));
        }
        block.set(I32, TENSOR_COUNT, args.tensorCount());
        block.set(I32, SCALAR_COUNT, args.scalarCount());
    }

    private static void writeTensor(ContinuousTensor tensor, MemorySegment at) {
        List<Integer> shape = tensor.shape().isEmpty() ? List.of(1) : tensor.shape();
        at.fill((byte) 0);
        at.set(I64, ADDRESS, tensor.data());
        at.set(I64, BYTES, tensor.byteSize());
        at.set(I64, OWNER, NO_OWNER);
        at.set(I32, NDIMS, shape.size());
        at.set(I8, DTYPE, (byte) tensor.dtype().code());
        at.set(I8, IS_CONTIGUOUS, (byte) 1);
        at.set(I8, ADDRESS_SPACE, tensor.childMemory() ? DEVICE : 0);
        at.set(I64, EXTENT, tensor.elementCount());
        int stride = 1;
        for (int i = shape.size() - 1; i >= 0; i--) {
            at.set(I32, SHAPES + 4L * i, shape.get(i));
            at.set(I32, STRIDES + 4L * i, stride);
            // a stride is never 0, also where there is no element
            stride *= Math.max(1, shape.get(i));
        }
    }

    private static void requireFits(String what, int count, int limit) {
        if (count > limit) {
            throw new DeviceException("there are " + count + " " + what + ", a chip takes at most " + limit
                    + "; pass fewer, or pack several into one tensor");
        }
    }
}
