package org.chiptest.runtime.internal.segment;

import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.args.TensorPlacement;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.chiptest.runtime.internal.memory.OutOfRegionException;
import org.chiptest.runtime.internal.memory.RegionAllocator;
import org.chiptest.runtime.internal.redzone.RedZone;
import org.chiptest.runtime.tensor.OutOfTensorMemoryException;
import org.chiptest.runtime.tensor.TensorMemory;

/**
 * Argument tensors in a segment that a worker shares with its child: the parent allocates, the child only maps. Each has
 * {@linkplain RedZone red zones}, which the child watches.
 *
 * <p>All methods may be called from any thread.
 */
public final class SharedTensorMemory implements TensorMemory, TensorPlacement {

    private final MappedMemory memory;
    private final long begin;
    private final long end;
    private final RegionAllocator allocator;

    private SharedTensorMemory(MappedMemory memory, long begin, long end) {
        this.memory = memory;
        this.begin = begin;
        this.end = end;
        this.allocator = RegionAllocator.withRedZones(memory, begin, end - begin);
    }

    /** Allocate from this mapping of the tensor segment. */
    public SharedTensorMemory(MappedMemory memory) {
        this(memory, 0, memory.size());
    }

    /**
     * Allocate from a part of this mapping of the tensor segment; the rest belongs to other processes, which alone know what is
     * allocated there.
     */
    public static SharedTensorMemory partOf(MappedMemory memory, long offset, long bytes) {
        return new SharedTensorMemory(memory, offset, offset + bytes);
    }

    @Override
    public MemorySegment allocate(long bytes) {
        try {
            long address = allocator.allocate(bytes);
            try {
                long offset = address - memory.address();
                clear(offset, bytes);
                return memory.segment().asSlice(offset, bytes);
            } catch (RuntimeException e) {
                allocator.free(address);
                throw e;
            }
        } catch (OutOfRegionException e) {
            throw new OutOfTensorMemoryException("the worker's tensor memory of " + (end - begin) + " bytes is full: "
                    + e.getMessage());
        }
    }

    @Override
    public void free(MemorySegment segment) {
        allocator.free(segment.address());
    }

    /** Return the size of the largest block that can be allocated. */
    public long largestFree() {
        return allocator.largestFree();
    }

    /** Return the reference to memory that lies inside one allocation, or nothing if it does not. */
    public OptionalLong reference(long address, long bytes) {
        return allocator.contains(address, bytes) || belongsToOthers(address - memory.address(), bytes)
                ? OptionalLong.of(SegmentReference.of(SegmentReference.TENSORS, address - memory.address()))
                : OptionalLong.empty();
    }

    /**
     * Turn addresses of host tensors into references; child memory and scalars stay as they are.
     *
     * @throws IllegalArgumentException if a host tensor lies in memory that was not allocated here
     */
    public TaskArgs toReferences(TaskArgs args) {
        return placed(args);
    }

    /** Return the reference to a tensor. */
    @Override
    public long place(TaskArgs args, int index) {
        ContinuousTensor tensor = args.tensor(index);
        // a tensor without elements needs no memory
        if (tensor.data() == 0 && tensor.byteSize() == 0) {
            return 0;
        }
        return reference(tensor.data(), tensor.byteSize()).orElseThrow(() -> new IllegalArgumentException("tensor "
                + index + " (" + tensor.dtype() + tensor.shape() + ", " + tensor.byteSize() + " bytes at 0x"
                + Long.toHexString(tensor.data()) + ") does not lie in memory of this worker, so its process cannot"
                + " reach it; allocate argument tensors with this worker's allocate(dtype, shape), and keep them open"));
    }

    /** Tell whether bytes lie in the mapping, but outside the part that is allocated from here. */
    private boolean belongsToOthers(long offset, long bytes) {
        boolean inside = offset >= 0 && bytes >= 0 && offset <= memory.size() && bytes <= memory.size() - offset;
        return inside && (offset + bytes <= begin || offset >= end);
    }

    /** Make a range read as zero: whole pages by giving them back, which costs nothing for those that were never touched. */
    private void clear(long offset, long size) {
        long pages = Math.min(Math.ceilDiv(offset, MappedMemory.PAGE) * MappedMemory.PAGE, offset + size);
        long end = Math.max(Math.floorDiv(offset + size, MappedMemory.PAGE) * MappedMemory.PAGE, pages);
        memory.segment().asSlice(offset, pages - offset).fill((byte) 0);
        memory.discard(pages, end - pages);
        memory.segment().asSlice(end, offset + size - end).fill((byte) 0);
    }
}
