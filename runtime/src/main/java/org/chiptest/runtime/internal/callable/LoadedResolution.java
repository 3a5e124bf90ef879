package org.chiptest.runtime.internal.callable;

import java.lang.foreign.MemorySegment;
import java.util.function.ToLongFunction;

/**
 * Resolve kernels for a simulated device: each kernel is a library that the host loads, and the copy lies in the host's
 * memory.
 *
 * @param loader opens a kernel's library and returns the address of its function
 */
public record LoadedResolution(ToLongFunction<PlacedKernel> loader) implements KernelResolution {

    /**
     * Return the address of the copy.
     *
     * @throws IllegalArgumentException if the copy lies in the Java heap, where native code cannot reach it
     */
    @Override
    public long base(MemorySegment copy) {
        if (!copy.isNative()) {
            throw new IllegalArgumentException(
                    "the copy of a callable lies in the Java heap, where kernels cannot reach"
                            + " it; pass a native segment");
        }
        return copy.address();
    }

    /**
     * Load the kernel.
     *
     * @throws IllegalStateException if the loader returns 0
     */
    @Override
    public long functionAddress(PlacedKernel kernel) {
        long address = loader.applyAsLong(kernel);
        if (address == 0) {
            throw new IllegalStateException("the kernel with func id " + kernel.funcId()
                    + " was loaded, but its function is at address 0; check its library");
        }
        return address;
    }
}
