package org.chiptest.runtime.internal.segment;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.args.ArgumentFormatException;
import org.chiptest.runtime.internal.args.TensorPlacement;
import org.chiptest.runtime.internal.device.RequestWords;

/**
 * The shared segments as one process has mapped them: the only place where a reference becomes an address. Nothing about a
 * reference is believed.
 */
public final class SharedSegments implements RequestWords.Receiver, TensorPlacement {

    private final Map<Integer, MemorySegment> segments;

    /** Use these mappings, by segment number. */
    public SharedSegments(Map<Integer, MemorySegment> segments) {
        this.segments = new TreeMap<>(segments);
    }

    /**
     * Return the memory that a reference names.
     *
     * @param what whose memory it is, for messages
     * @throws ArgumentFormatException if there is no such segment, or the bytes are not all inside it, or do not begin at a
     *                                 multiple of the alignment
     */
    public MemorySegment resolve(long reference, long bytes, long alignment, String what) {
        int number = SegmentReference.segment(reference);
        long offset = SegmentReference.offset(reference);
        MemorySegment segment = segments.get(number);
        if (segment == null) {
            throw new ArgumentFormatException(what + " refers to segment " + number + ", offset " + offset
                    + "; this process shares the segments " + segments.keySet());
        }
        if (bytes < 0 || offset > segment.byteSize() - bytes) {
            throw new ArgumentFormatException(what + " refers to " + bytes + " bytes at offset " + offset
                    + " of segment " + number + ", which has " + segment.byteSize() + " bytes");
        }
        if (offset % alignment != 0) {
            throw new ArgumentFormatException(what + " refers to offset " + offset + " of segment " + number
                    + ", which is no multiple of its element size " + alignment);
        }
        return segment.asSlice(offset, bytes);
    }

    @Override
    public MemorySegment find(long number, long bytes, String what) {
        return resolve(number, bytes, 1, what);
    }

    /** Tell whether bytes at an address of this process all lie in one of the segments. */
    public boolean contains(long address, long bytes) {
        return segments.values().stream().anyMatch(segment -> address >= segment.address()
                && address - segment.address() <= segment.byteSize() - bytes);
    }

    /**
     * Turn references into addresses of this process; child memory and scalars stay as they are.
     *
     * @throws ArgumentFormatException if a reference is not good
     */
    public TaskArgs resolve(TaskArgs args) {
        return placed(args);
    }

    /** Return the address of what a tensor refers to. */
    @Override
    public long place(TaskArgs args, int index) {
        ContinuousTensor tensor = args.tensor(index);
        // a tensor without elements needs no memory
        if (tensor.data() == 0 && tensor.byteSize() == 0) {
            return 0;
        }
        String what = "tensor " + index + " (" + tensor.dtype() + tensor.shape() + ")";
        return resolve(tensor.data(), tensor.byteSize(), tensor.dtype().size(), what).address();
    }
}
