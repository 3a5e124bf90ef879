package org.chiptest.runtime.internal.linker;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/** All runtime objects of this process. User code holds their addresses, so their memory is never freed. */
final class RuntimeObjects {

    static final int CAPACITY = 1024;

    private final MemorySegment memory = Arena.global().allocate(CAPACITY * RuntimeObjectDescriptor.SIZE,
            RuntimeObjectDescriptor.ALIGNMENT);
    private final AtomicReferenceArray<@Nullable RuntimeObject> objects = new AtomicReferenceArray<>(CAPACITY);
    private int next;

    MemorySegment memory() {
        return memory;
    }

    /** Make an object over the slot that has been free for the longest time. */
    synchronized RuntimeObject add(MemorySegment table, Object operations) {
        for (int tried = 0; tried < CAPACITY; tried++) {
            int slot = next;
            next = (next + 1) % CAPACITY;
            if (objects.get(slot) == null) {
                long offset = slot * RuntimeObjectDescriptor.SIZE;
                RuntimeObject object = new RuntimeObject(this, slot,
                        memory.asSlice(offset, RuntimeObjectDescriptor.SIZE), table, operations);
                objects.set(slot, object);
                return object;
            }
        }
        throw new IllegalStateException(
                "%d runtime objects are open in this process; close each one when its run is over".formatted(CAPACITY));
    }

    void remove(int slot) {
        objects.set(slot, null);
    }

    /** Return the object of a slot that the shim has checked; nothing if its run is over. */
    @Nullable
    RuntimeObject at(long slot) {
        return objects.get((int) slot);
    }
}
