package org.chiptest.runtime.internal.hierarchy.graph;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.chiptest.runtime.internal.hierarchy.memory.Slab;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the slots of a run, from 0 up, and keeps those that are not consumed. There is no limit to their number.
 *
 * <p>Guarded by the lock of the {@link TaskGraph}.
 */
public final class Slots {

    private final Map<Integer, Slot> live = new LinkedHashMap<>();
    private int next;

    /** Add a task. */
    Slot addTask(Work work, Slab slab, Set<Slab> named) {
        return add(Slot.task(next, work, slab, named));
    }

    /** Add memory. */
    Slot addMemory(Slab slab) {
        return add(Slot.memory(next, slab));
    }

    /** Return a slot by its number, or null if it was consumed or never there. */
    @Nullable
    Slot get(int number) {
        return live.get(number);
    }

    /** Drop a slot that was consumed. */
    void remove(Slot slot) {
        live.remove(slot.number(), slot);
    }

    /** Return all that are not consumed, oldest first. */
    Collection<Slot> live() {
        return live.values();
    }

    boolean isEmpty() {
        return live.isEmpty();
    }

    /**
     * Number from 0 again.
     *
     * @throws IllegalStateException if slots are live
     */
    void reset() {
        if (!live.isEmpty()) {
            throw new IllegalStateException(live.size() + " slots are live, the oldest is "
                    + live.values().iterator().next() + "; slots can be numbered anew only after all are consumed");
        }
        next = 0;
    }

    /** Number from 0 again although slots are live, because they were given up. */
    void abandon() {
        live.clear();
        next = 0;
    }

    private Slot add(Slot slot) {
        live.put(slot.number(), slot);
        next++;
        return slot;
    }
}
