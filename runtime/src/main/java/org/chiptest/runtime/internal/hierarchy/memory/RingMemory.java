package org.chiptest.runtime.internal.hierarchy.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.tensor.TensorMemory;

/** The memory of the rings: one block for each, from the memory that all children can reach. */
public final class RingMemory implements AutoCloseable {

    private final TensorMemory owner;
    private final List<MemorySegment> blocks = new ArrayList<>();

    /** Allocate rings of this size; 0 for none. */
    public RingMemory(TensorMemory owner, long ringBytes) {
        this.owner = owner;
        try {
            for (int i = 0; ringBytes > 0 && i < SlabRings.COUNT; i++) {
                blocks.add(owner.allocate(ringBytes + SlabRing.ALIGNMENT));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Return the address of each ring. */
    public List<Long> bases() {
        List<Long> bases = new ArrayList<>();
        for (int i = 0; i < SlabRings.COUNT; i++) {
            bases.add(blocks.isEmpty() ? 0 : SlabRing.align(blocks.get(i).address()));
        }
        return bases;
    }

    @Override
    public void close() {
        RuntimeException failure = null;
        for (MemorySegment block : blocks) {
            try {
                owner.free(block);
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        blocks.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
