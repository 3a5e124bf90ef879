package org.chiptest.runtime.internal.segment;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.function.Function;

import org.chiptest.runtime.internal.memory.MappedMemory;
import org.chiptest.runtime.internal.memory.MemoryFile;
import org.chiptest.runtime.tensor.TensorMemory;

/**
 * Memory of this process that any number of its children map too: argument tensors, and whatever else travels as a reference. Only
 * this process allocates, except in blocks that it leaves to a child as a whole ({@code ChildMain.partOfMemory}).
 *
 * <p>Whoever creates it closes it, after the children that use it. It is sparse: only what is touched counts. All methods may be
 * called from any thread.
 */
public final class HostMemory implements TensorMemory, AutoCloseable {

    private final MemoryFile file;
    private final MappedMemory mapping;
    private final SharedTensorMemory tensors;

    private HostMemory(MemoryFile file, MappedMemory mapping, SharedTensorMemory tensors) {
        this.file = file;
        this.mapping = mapping;
        this.tensors = tensors;
    }

    /** Create zeroed memory of this many bytes. */
    public static HostMemory create(long bytes) {
        return over(MemoryFile.create("chiptest-tensors", bytes), SharedTensorMemory::new);
    }

    /**
     * Allocate from a part of another process's memory, and share all of it: references to it mean the same in all processes.
     *
     * @param file   the other process's memory file, opened in this process; closed with this memory
     * @param offset where the part begins that nobody else allocates from
     * @param bytes  size of the part
     */
    public static HostMemory partOf(MemoryFile file, long offset, long bytes) {
        return over(file, mapping -> SharedTensorMemory.partOf(mapping, offset, bytes));
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

    /** Return the size of the largest block that can be allocated. */
    public long largestFree() {
        return tensors.largestFree();
    }

    /** Return what references into this memory point to in this process. */
    public SharedSegments references() {
        return new SharedSegments(Map.of(SegmentReference.TENSORS, mapping.segment()));
    }

    /** Return the allocator, which also turns arguments into references. */
    public SharedTensorMemory tensors() {
        return tensors;
    }

    /** Return the file by which children find the memory. */
    public MemoryFile file() {
        return file;
    }

    /** Release the memory; tensors in it cannot be read any more. */
    @Override
    public void close() {
        try {
            file.close();
        } finally {
            mapping.close();
        }
    }

    private static HostMemory over(MemoryFile file, Function<MappedMemory, SharedTensorMemory> allocator) {
        try {
            MappedMemory mapping = file.map();
            try {
                return new HostMemory(file, mapping, allocator.apply(mapping));
            } catch (RuntimeException | Error e) {
                mapping.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }
}
