package org.chiptest.runtime.internal.sim.memory;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.linker.NativeMemory;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.chiptest.runtime.internal.memory.OutOfRegionException;
import org.chiptest.runtime.internal.memory.RegionAllocator;
import org.chiptest.runtime.internal.redzone.Overrun;
import org.chiptest.runtime.tensor.OutOfTensorMemoryException;
import org.chiptest.runtime.tensor.TensorMemory;

/**
 * The memory of a simulated device: one sparse region, of which only the pages in use cost anything, freed as a whole when
 * the device closes.
 */
public final class DeviceMemory implements TensorMemory, AutoCloseable {

    /** Size of the region. */
    public static final long BYTES = 64L << 30;

    private final MappedMemory region = MappedMemory.anonymous(BYTES);
    private final RegionAllocator allocator = RegionAllocator.withRedZones(region);

    private DeviceMemory() {}

    /** Create an empty memory. */
    public static DeviceMemory create() {
        return new DeviceMemory();
    }

    /** Return what was written around live blocks since this was asked last. */
    public List<Overrun> takeOverruns() {
        return allocator.takeOverruns();
    }

    /** Return the live blocks. */
    public List<RegionAllocator.Block> blocks() {
        return allocator.blocks();
    }

    /**
     * Allocate memory of undefined content, aligned to 64 bytes, and return its address; 0 bytes have an address too.
     *
     * @throws DeviceException -1 if there is not enough left
     */
    public long malloc(long bytes) {
        if (bytes < 0) {
            throw new DeviceException(
                    "cannot allocate " + Long.toUnsignedString(bytes) + " bytes of device memory; it has "
                            + BYTES);
        }
        try {
            return allocator.allocate(bytes);
        } catch (OutOfRegionException e) {
            throw new DeviceException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Free memory by its address; an unknown address is ignored. */
    public void free(long address) {
        if (allocator.sizeOf(address).isPresent()) {
            allocator.free(address);
        }
    }

    @Override
    public MemorySegment allocate(long bytes) {
        try {
            return NativeMemory.at(allocator.allocate(bytes), bytes).fill((byte) 0);
        } catch (OutOfRegionException e) {
            throw new OutOfTensorMemoryException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void free(MemorySegment memory) {
        allocator.free(memory.address());
    }

    /**
     * View memory at an address, whoever owns it.
     *
     * @throws DeviceException -1 if these bytes are in this memory but not inside one block that is live
     */
    public MemorySegment at(long address, long bytes) {
        if (address == 0) {
            throw new DeviceException("device address is null; allocate device memory first");
        }
        misfit(address, bytes).ifPresent(reason -> {
            throw new DeviceException("device memory: " + reason + "; copy what is allocated");
        });
        return NativeMemory.at(address, bytes);
    }

    /** Say why bytes that begin in this memory are not inside one block that is live; empty if they are, or begin elsewhere. */
    public Optional<String> misfit(long address, long bytes) {
        return allocator.misfit(address, bytes);
    }

    /** Return the size that was asked for of the block that begins at an address. */
    public OptionalLong sizeOf(long address) {
        return allocator.sizeOf(address);
    }

    /** Tell whether an address lies in a block that is live. */
    public boolean contains(long address) {
        return allocator.contains(address, 1);
    }

    @Override
    public void close() {
        allocator.unpoison();
        region.close();
    }
}
