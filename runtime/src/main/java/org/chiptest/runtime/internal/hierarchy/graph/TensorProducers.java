package org.chiptest.runtime.internal.hierarchy.graph;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Knows the latest task that writes each tensor. Keys are exact: tensors that merely overlap have nothing to do with each
 * other ({@code docs/contract/host-workers.md#dependencies}).
 *
 * <p>Guarded by the lock of the {@link TaskGraph}.
 */
public final class TensorProducers {

    private final Map<TensorKey, Slot> producers = new HashMap<>();

    /** Return the task that writes a tensor, or null if no task that is still of interest does. */
    @Nullable
    public Slot producer(TensorKey key) {
        return producers.get(key);
    }

    /** Make a task the producer of a tensor, in place of an earlier one. */
    void insert(TensorKey key, Slot producer) {
        producers.put(key, producer);
    }

    /** Forget a task; tensors that have a later producer keep it. */
    void erase(Slot producer) {
        for (TensorKey key : producer.outputs()) {
            producers.remove(key, producer);
        }
    }

    /** Forget everything. */
    void clear() {
        producers.clear();
    }

    public int size() {
        return producers.size();
    }
}
