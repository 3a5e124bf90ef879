package org.chiptest.runtime.worker.process;

import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.memory.MappedMemory;
import org.chiptest.runtime.memory.MemoryFile;
import org.chiptest.runtime.tensor.TensorMemory;
import org.chiptest.runtime.worker.mailbox.SharedTensorMemory;

/**
 * Memory of this process that any number of its children map too: argument tensors, and whatever else travels as a reference. Only
 * this process allocates.
 *
 * <p>Whoever creates it closes it, after the children that use it. It is sparse: only what is touched counts. All methods may be
 * called from any thread.
 */
public final class HostMemory implements TensorMemory, AutoCloseable {

    private final MemoryFile file;
    private final MappedMemory mapping;
    private final SharedTensorMemory tensors;

    private HostMemory(MemoryFile file, MappedMemory mapping) {
        this.file = file;
        this.mapping = mapping;
        this.tensors = new SharedTensorMemory(mapping);
    }

    /** Create zeroed memory of this many bytes. */
    public static HostMemory create(long bytes) {
        MemoryFile file = MemoryFile.create("chiptest-tensors", bytes);
        try {
            return new HostMemory(file, file.map());
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    @Override
    public MemorySegment allocate(long bytes) {
        return tensors.allocate(bytes);
    }

    @Override
    public void free(MemorySegment memory) {
        tensors.free(memory);
    }

    /**
     * Return what names this memory to children.
     *
     * @throws IllegalArgumentException if it does not lie inside one live allocation
     */
    public long reference(MemorySegment memory) {
        return tensors.reference(memory.address(), memory.byteSize())
                .orElseThrow(() -> new IllegalArgumentException(memory.byteSize() + " bytes at 0x"
                        + Long.toHexString(memory.address())
                        + " do not lie in this worker's memory, so its processes cannot reach them; allocate them from it,"
                        + " and keep them open"));
    }

    /** Return the allocator, which also turns arguments into references. */
    SharedTensorMemory tensors() {
        return tensors;
    }

    /** Return the file by which children find the memory. */
    MemoryFile file() {
        return file;
    }

    /** Release the memory; tensors in it cannot be read any more. */
    @Override
    public void close() {
        file.close();
        mapping.close();
    }
}
