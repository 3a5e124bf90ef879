package org.chiptest.runtime.internal.process.parent;

import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

import org.chiptest.runtime.internal.device.RequestWords;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.jspecify.annotations.Nullable;

/**
 * Has what a request names lie where a child reaches it: memory that the child maps is named as it is, any other is copied through a
 * block that the child maps. Used for the requests of one operation, one after the other.
 */
final class Staging implements RequestWords.Sender, AutoCloseable {

    private final HostMemory memory;
    private @Nullable MemorySegment block;
    /** Where the content of the answer belongs, and where it comes. */
    private @Nullable MemorySegment target;
    private @Nullable MemorySegment received;

    Staging(HostMemory memory) {
        this.memory = memory;
    }

    @Override
    public long send(MemorySegment source) {
        OptionalLong inPlace = inPlace(source);
        if (inPlace.isPresent()) {
            return inPlace.getAsLong();
        }
        MemorySegment staged = staged(source.byteSize());
        staged.copyFrom(source);
        return memory.reference(staged);
    }

    @Override
    public long receive(MemorySegment destination) {
        OptionalLong inPlace = inPlace(destination);
        if (inPlace.isPresent()) {
            return inPlace.getAsLong();
        }
        MemorySegment staged = staged(destination.byteSize());
        target = destination;
        received = staged;
        return memory.reference(staged);
    }

    /** Put what the answer brought where it belongs. */
    void answered() {
        if (target != null && received != null) {
            target.copyFrom(received);
            target = null;
        }
    }

    @Override
    public void close() {
        if (block != null) {
            memory.free(block);
            block = null;
        }
    }

    private OptionalLong inPlace(MemorySegment segment) {
        return segment.isNative()
                ? memory.tensors().reference(segment.address(), segment.byteSize())
                : OptionalLong.empty();
    }

    private MemorySegment staged(long bytes) {
        MemorySegment present = block;
        if (present == null || present.byteSize() < bytes) {
            close();
            present = memory.allocate(bytes);
            block = present;
        }
        return present.asSlice(0, bytes);
    }
}
