package org.chiptest.runtime.internal.hierarchy;

import java.lang.foreign.MemorySegment;
import java.util.List;

import org.chiptest.runtime.comm.BootstrapConfig;
import org.chiptest.runtime.comm.ChipContext;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.internal.hierarchy.child.ChildWorker;
import org.chiptest.runtime.internal.hierarchy.child.WorkerType;
import org.chiptest.runtime.tensor.TensorMemory;

/** Where a host worker gets its children from, and the memory that all of them share with it. Owned by the host worker. */
public interface ChildFactory extends AutoCloseable {

    /** Return the level of the worker that the children are for. */
    int level();

    /** Add a next-level worker by the name of its factory, before anything has begun; asked only of the children of a worker that can have it. */
    void addWorker(String factory);

    /**
     * Say how each chip starts, before anything has begun.
     *
     * @throws IllegalStateException if there are no chips in processes
     */
    void bootstrap(List<BootstrapConfig> configs);

    /** Let something stand in front of each chip, before anything has begun; for children without chips nothing. */
    default void front(HostWorker.ChipFront front) {}

    /** Return what is known about each chip's start; empty without bootstrap. */
    List<ChipContext> contexts();

    /** Return the window of a chip, to be read; empty if it has none. */
    default MemorySegment window(int chip) {
        return MemorySegment.NULL;
    }

    /** Return how many children of a type there are. */
    int count(WorkerType type);

    /**
     * Check that children of this kind can run something.
     *
     * @throws IllegalArgumentException if not
     */
    default void requireRunnable(CallableTarget target) {}

    /**
     * Start what must start together, or replace those of it that have become unusable, before children are started one by one. Called
     * by the one caller of the host worker.
     *
     * @param registered what children may be asked to run, by callable id
     */
    void begin(List<CallableTarget> registered);

    /**
     * Start a child, or a new one in place of one that has become unusable and was closed. Called by several threads, one for each
     * child.
     *
     * @param index      number of the child among those of its type
     * @param registered what it may be asked to run, by callable id
     */
    ChildWorker start(WorkerType type, int index, List<CallableTarget> registered);

    /** Close what {@link #begin} has started, since the start of the worker has failed; it may begin again. */
    void rollBack();

    /** Return the memory of host tensors; it lives until the factory is closed. */
    TensorMemory memory();

    /** Release the memory; all children have been closed before. */
    @Override
    void close();
}
