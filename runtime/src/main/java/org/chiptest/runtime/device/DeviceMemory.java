package org.chiptest.runtime.device;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.chiptest.runtime.linker.NativeMemory;
import org.chiptest.runtime.memory.MappedMemory;
import org.chiptest.runtime.tensor.TensorMemory;

/** The memory of a simulated device: allocated sparsely, known by address, freed as a whole when the device closes. */
public final class DeviceMemory implements TensorMemory, AutoCloseable {

    private final ConcurrentMap<Long, MappedMemory> blocks = new ConcurrentHashMap<>();

    private DeviceMemory() {}

    /** Create an empty memory. */
    public static DeviceMemory create() {
        return new DeviceMemory();
    }

    @Override
    public MemorySegment allocate(long bytes) {
        return block(bytes).segment().asSlice(0, bytes);
    }

    /** Free memory by its address; an unknown address is ignored. */
    public void free(long address) {
        MappedMemory block = blocks.remove(address);
        if (block != null) {
            block.close();
        }
    }

    @Override
    public void free(MemorySegment memory) {
        free(memory.address());
    }

    /** View memory at an address, whoever owns it. */
    public MemorySegment at(long address, long bytes) {
        if (address == 0) {
            throw new DeviceException(-1, "device address is null; allocate device memory first");
        }
        return NativeMemory.at(address, bytes);
    }

    @Override
    public void close() {
        blocks.keySet().forEach(this::free);
    }

    private MappedMemory block(long bytes) {
        MappedMemory block = MappedMemory.anonymous(Math.max(bytes, 1));
        blocks.put(block.address(), block);
        return block;
    }
}
