package org.chiptest.runtime.internal.trb;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.args.DataType;

/** A tensor as an orchestration has it in memory; of INT64, unless another type is said. */
final class NativeTensor {

    private final MemorySegment memory = Arena.ofAuto().allocate(TensorDescriptor.SIZE, TensorDescriptor.ALIGNMENT);

    NativeTensor(long buffer, int... shape) {
        memory.fill((byte) 0x5a);
        memory.set(JAVA_LONG, TensorDescriptor.ADDRESS, buffer);
        memory.set(JAVA_LONG, TensorDescriptor.OWNER, TaskId.INVALID);
        memory.set(JAVA_INT, TensorDescriptor.VERSION, 0);
        memory.set(JAVA_INT, TensorDescriptor.DIMS, shape.length);
        memory.set(JAVA_BYTE, TensorDescriptor.DTYPE, (byte) DataType.INT64.code());
        memory.set(JAVA_BYTE, TensorDescriptor.ALL_OFFSETS_ZERO, (byte) 1);
        memory.set(JAVA_BYTE, TensorDescriptor.RAW_EQUALS_SHAPES, (byte) 1);
        memory.set(JAVA_BYTE, TensorDescriptor.MANUAL_DEP, (byte) 0);
        for (int d = 0; d < shape.length; d++) {
            memory.set(JAVA_INT, TensorDescriptor.SHAPES + 4L * d, shape[d]);
        }
    }

    NativeTensor offsets(int... offsets) {
        memory.set(JAVA_BYTE, TensorDescriptor.ALL_OFFSETS_ZERO, (byte) 0);
        for (int d = 0; d < offsets.length; d++) {
            memory.set(JAVA_INT, TensorDescriptor.OFFSETS + 4L * d, offsets[d]);
        }
        return this;
    }

    NativeTensor raw(int... rawShape) {
        memory.set(JAVA_BYTE, TensorDescriptor.RAW_EQUALS_SHAPES, (byte) 0);
        for (int d = 0; d < rawShape.length; d++) {
            memory.set(JAVA_INT, TensorDescriptor.RAW_SHAPES + 4L * d, rawShape[d]);
        }
        return this;
    }

    NativeTensor type(DataType type) {
        return typeCode(type.code());
    }

    NativeTensor typeCode(int code) {
        memory.set(JAVA_BYTE, TensorDescriptor.DTYPE, (byte) code);
        return this;
    }

    NativeTensor version(int version) {
        memory.set(JAVA_INT, TensorDescriptor.VERSION, version);
        return this;
    }

    long address() {
        return memory.address();
    }
}
