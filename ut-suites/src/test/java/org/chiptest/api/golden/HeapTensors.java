package org.chiptest.api.golden;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.tensor.TensorMemory;

/** Memory for tensors of tests, given back by the garbage collector. */
public final class HeapTensors implements TensorMemory {

    /** Allocate a zeroed tensor. */
    public static HostTensor of(DataType dtype, int... shape) {
        return HostTensor.allocate(new HeapTensors(), dtype, shape);
    }

    @Override
    public MemorySegment allocate(long bytes) {
        return Arena.ofAuto().allocate(Math.max(bytes, 1), 64).asSlice(0, bytes);
    }

    @Override
    public void free(MemorySegment memory) {
        // the garbage collector does
    }
}
