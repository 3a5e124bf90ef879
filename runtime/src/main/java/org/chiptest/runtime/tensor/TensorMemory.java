package org.chiptest.runtime.tensor;

import java.lang.foreign.MemorySegment;

/** Memory that argument tensors live in, reachable by this process and by the device. */
public interface TensorMemory {

    /**
     * Allocate zeroed memory, aligned to 64 bytes.
     *
     * @param bytes size, 0 or more
     * @throws OutOfTensorMemoryException if there is not enough left
     */
    MemorySegment allocate(long bytes);

    /** Give back memory that {@link #allocate} returned. */
    void free(MemorySegment memory);
}
