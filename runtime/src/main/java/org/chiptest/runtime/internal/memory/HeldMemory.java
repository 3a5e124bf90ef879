package org.chiptest.runtime.internal.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.tensor.TensorMemory;

/** The memory of tensors that tasks of a run may use: what is freed while a run is under way is there until it has ended. Thread-safe. */
public final class HeldMemory implements TensorMemory {

    private final TensorMemory owner;
    private final List<MemorySegment> freed = new ArrayList<>();
    private boolean held;

    public HeldMemory(TensorMemory owner) {
        this.owner = owner;
    }

    @Override
    public MemorySegment allocate(long bytes) {
        return owner.allocate(bytes);
    }

    @Override
    public synchronized void free(MemorySegment memory) {
        if (held) {
            freed.add(memory);
        } else {
            owner.free(memory);
        }
    }

    /** Keep from now on what is freed. */
    public synchronized void hold() {
        held = true;
    }

    /** Free what was kept. */
    public synchronized void release() {
        held = false;
        freed.forEach(owner::free);
        freed.clear();
    }
}
