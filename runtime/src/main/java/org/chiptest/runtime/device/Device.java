package org.chiptest.runtime.device;

import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.tensor.TensorMemory;

/**
 * One open device: the worker operations of the specification's chapter 3, whatever is behind them (the simulation in
 * this process, a child process, a vendor's library).
 *
 * <p>A device is used by one caller at a time; only {@link #counters()} may be called from anywhere at any time.
 * Operations throw {@link DeviceException} with the code that the C interface would return.
 */
public interface Device extends AutoCloseable {

    /**
     * Do ahead of time what the first run would otherwise have to wait for. Neither counters nor anything else that a user can see
     * changes; a device that has nothing to prepare does nothing.
     */
    default void warmUp() {}

    /** Register a callable under a callable id in [0, 64). */
    void prepare(int cid, ChipCallable callable);

    /** Run a prepared callable to its end. */
    void run(int cid, TaskArgs args, CallConfig config);

    /** Forget a callable id; an id that is not registered is ignored. */
    void unregister(int cid);

    /** Return the memory that argument tensors of this device live in. */
    TensorMemory tensorMemory();

    /** Allocate device memory and return its address in the device's address space. */
    long malloc(long bytes);

    /** Free device memory; an unknown address is ignored. */
    void free(long pointer);

    /** Copy a host segment to device memory. */
    void copyTo(long devicePointer, MemorySegment host);

    /** Copy device memory to a host segment. */
    void copyFrom(MemorySegment host, long devicePointer);

    /**
     * Return the kernels of the last run that had a tensor in a range, by their func ids; empty if the device does not know. For
     * reports, to be asked by the device's caller.
     */
    default SortedSet<Integer> kernelsWith(long address, long size) {
        return Collections.emptySortedSet();
    }

    /** Read the counters, also during a run and after the device has died. */
    CounterSnapshot counters();

    /**
     * Say why the device cannot serve anybody else, such as that user code has kept all descriptors or left processes behind, which this
     * ends. To be asked by the device's caller when whoever has used it is done.
     */
    default Optional<String> shortage() {
        return Optional.empty();
    }

    /** Release everything that the device holds; a second call does nothing. */
    @Override
    void close();
}
