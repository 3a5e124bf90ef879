package org.chiptest.runtime.internal.process.parent;

import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.internal.segment.HostMemory;

/** A callable's image in host memory, once for all chips that it is registered with. Closed after them. */
final class SharedCallable implements AutoCloseable {

    private final HostMemory memory;
    private final MemorySegment image;
    private final ChipCallable callable;

    SharedCallable(HostMemory memory, ChipCallable callable) {
        this.memory = memory;
        this.image = memory.allocate(callable.byteSize());
        this.callable = callable;
        image.copyFrom(callable.image());
    }

    MemorySegment image() {
        return image;
    }

    ChipCallable callable() {
        return callable;
    }

    @Override
    public void close() {
        memory.free(image);
    }
}
