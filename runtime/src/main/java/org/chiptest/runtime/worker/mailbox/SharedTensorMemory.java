package org.chiptest.runtime.worker.mailbox;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.memory.MappedMemory;
import org.chiptest.runtime.tensor.OutOfTensorMemoryException;
import org.chiptest.runtime.tensor.TensorMemory;

/**
 * Argument tensors in a segment that a worker shares with its child: the parent allocates, the child only maps.
 *
 * <p>All methods may be called from any thread.
 */
public final class SharedTensorMemory implements TensorMemory {

    private static final long ALIGNMENT = 64;

    private final MappedMemory memory;
    private final NavigableMap<Long, Long> free = new TreeMap<>();
    private final NavigableMap<Long, Long> used = new TreeMap<>();

    /** Allocate from this mapping of the tensor segment. */
    public SharedTensorMemory(MappedMemory memory) {
        this.memory = memory;
        free.put(0L, memory.size() / ALIGNMENT * ALIGNMENT);
    }

    @Override
    public synchronized MemorySegment allocate(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a tensor has 0 bytes or more, not " + bytes);
        }
        long size = Math.max(ALIGNMENT, Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT);
        Map.Entry<Long, Long> gap = free.entrySet().stream().filter(entry -> entry.getValue() >= size).findFirst()
                .orElseThrow(() -> exhausted(bytes));
        long offset = gap.getKey();
        free.remove(offset);
        if (gap.getValue() > size) {
            free.put(offset + size, gap.getValue() - size);
        }
        used.put(offset, size);
        clear(offset, size);
        return memory.segment().asSlice(offset, bytes, ALIGNMENT);
    }

    @Override
    public synchronized void free(MemorySegment segment) {
        long offset = segment.address() - memory.address();
        Long size = used.remove(offset);
        if (size == null) {
            throw new IllegalArgumentException("memory at 0x" + Long.toHexString(segment.address())
                    + " is not allocated here; free what allocate returned, once");
        }
        memory.discard(offset, size);
        long begin = offset;
        long end = offset + size;
        Map.Entry<Long, Long> before = free.lowerEntry(offset);
        if (before != null && before.getKey() + before.getValue() == begin) {
            begin = before.getKey();
        }
        Long after = free.remove(end);
        if (after != null) {
            end += after;
        }
        free.put(begin, end - begin);
    }

    /** Return the reference to memory that lies inside one allocation, or nothing if it does not. */
    public synchronized OptionalLong reference(long address, long bytes) {
        long offset = address - memory.address();
        Map.Entry<Long, Long> allocation = offset < 0 ? null : used.floorEntry(offset);
        if (allocation == null || bytes < 0 || allocation.getKey() + allocation.getValue() - offset < bytes) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(SegmentReference.of(SegmentReference.TENSORS, offset));
    }

    /**
     * Turn addresses of host tensors into references; child memory and scalars stay as they are.
     *
     * @throws IllegalArgumentException if a host tensor lies in memory that was not allocated here
     */
    public TaskArgs toReferences(TaskArgs args) {
        TaskArgs references = new TaskArgs();
        for (int i = 0; i < args.tensorCount(); i++) {
            ContinuousTensor tensor = args.tensor(i);
            references.tensor(tensor.childMemory() ? tensor : tensor.withData(reference(tensor, i)), args.tag(i));
        }
        for (int i = 0; i < args.scalarCount(); i++) {
            references.scalar(args.scalarBits(i));
        }
        return references;
    }

    private long reference(ContinuousTensor tensor, int index) {
        // a tensor without elements needs no memory
        if (tensor.data() == 0 && tensor.byteSize() == 0) {
            return 0;
        }
        return reference(tensor.data(), tensor.byteSize()).orElseThrow(() -> new IllegalArgumentException("tensor "
                + index + " (" + tensor.dtype() + tensor.shape() + ", " + tensor.byteSize() + " bytes at 0x"
                + Long.toHexString(tensor.data()) + ") does not lie in memory of this worker, so its process cannot"
                + " reach it; allocate argument tensors with this worker's allocate(dtype, shape), and keep them open"));
    }

    private void clear(long offset, long size) {
        long pages = Math.min(Math.ceilDiv(offset, MappedMemory.PAGE) * MappedMemory.PAGE, offset + size);
        long end = Math.max(Math.floorDiv(offset + size, MappedMemory.PAGE) * MappedMemory.PAGE, pages);
        memory.segment().asSlice(offset, pages - offset).fill((byte) 0);
        memory.discard(pages, end - pages);
        memory.segment().asSlice(end, offset + size - end).fill((byte) 0);
    }

    private OutOfTensorMemoryException exhausted(long bytes) {
        long left = free.values().stream().mapToLong(Long::longValue).sum();
        long largest = free.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return new OutOfTensorMemoryException("a tensor of " + bytes + " bytes does not fit: of " + memory.size()
                + " bytes of tensor memory " + left + " are free, the largest piece has " + largest
                + "; close tensors that are not needed any more, or give the worker more tensor memory");
    }
}
