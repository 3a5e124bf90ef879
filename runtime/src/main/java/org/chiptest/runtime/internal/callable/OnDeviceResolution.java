package org.chiptest.runtime.internal.callable;

import java.lang.foreign.MemorySegment;

/**
 * Resolve kernels for a card: the image lies in device memory and a kernel's function starts with its binary.
 *
 * @param deviceBase device address to which the copy will be transferred, a multiple of
 *                   {@value ChipCallableDescriptor#CHILD_ALIGNMENT}
 */
public record OnDeviceResolution(long deviceBase) implements KernelResolution {

    /**
     * Check the address.
     *
     * @throws IllegalArgumentException if it is not aligned
     */
    public OnDeviceResolution {
        if (deviceBase % ChipCallableDescriptor.CHILD_ALIGNMENT != 0) {
            throw new IllegalArgumentException("the device address 0x" + Long.toHexString(deviceBase)
                    + " of a callable must be a multiple of " + ChipCallableDescriptor.CHILD_ALIGNMENT
                    + "; align the allocation");
        }
    }

    @Override
    public long base(MemorySegment copy) {
        return deviceBase;
    }

    @Override
    public long functionAddress(PlacedKernel kernel) {
        return kernel.address() + CoreCallableDescriptor.BINARY;
    }
}
