package org.chiptest.runtime.device;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.internal.device.CounterDescriptor;
import org.chiptest.runtime.tensor.TensorMemory;

/**
 * One open device: the worker operations of {@code docs/contract/devices.md#operations-of-a-device}, whatever is behind them (the simulation in
 * this process, a child process, a vendor's library).
 *
 * <p>A device does operations in {@link #perform}; the methods that are named after them only ask for them, and are not overridden.
 * A device is used by one caller at a time; only {@link #counters()} may be called from anywhere at any time.
 */
public interface Device extends AutoCloseable {

    /**
     * Do an operation and return its result, 0 if it has none.
     *
     * @throws DeviceException with the code that the C interface would return
     */
    long perform(DeviceRequest request);

    /** Return the memory that argument tensors of this device live in. */
    TensorMemory tensorMemory();

    /** Read the counters, also during a run and after the device has died. */
    CounterSnapshot counters();

    /**
     * Return the kernels of the last run that had a tensor in a range, by their func ids; empty if the device does not know. For
     * reports, to be asked by the device's caller.
     */
    SortedSet<Integer> kernelsWith(long address, long size);

    /**
     * Return the memory in which the last captured run was recorded, also while it runs and after the device has died; empty if the
     * device records nothing. It is gone when the device is closed.
     */
    default MemorySegment records() {
        return MemorySegment.NULL;
    }

    /**
     * Say why the device cannot serve anybody else, such as that user code has kept all descriptors or left processes behind, which this
     * ends. To be asked by the device's caller when whoever has used it is done.
     */
    Optional<String> shortage();

    /** Tell, from any thread and at once, whether the device can be asked for anything: its process lives and was not given up. */
    default boolean isUsable() {
        return true;
    }

    /** Return what the device is doing, from any thread and at once; nothing if it cannot say. */
    default Optional<DeviceActivity> activity() {
        return Optional.empty();
    }

    /**
     * Say in words, for a report, what the device is doing, from any thread: its user code, the end of its log, stacks. It may take some
     * seconds, and slow the device down for that time.
     */
    default String describeActivity() {
        return activity().map(DeviceActivity::toString).orElse("the device does not say what it is doing");
    }

    /** Release everything that the device holds; a second call does nothing. */
    @Override
    void close();

    /** See {@link DeviceRequest.WarmUp}. */
    default void warmUp() {
        perform(new DeviceRequest.WarmUp());
    }

    /** See {@link DeviceRequest.Probe}. */
    default void probe() {
        perform(new DeviceRequest.Probe());
    }

    /** See {@link DeviceRequest.Prepare}. */
    default void prepare(int cid, ChipCallable callable) {
        perform(new DeviceRequest.Prepare(cid, callable));
    }

    /** See {@link DeviceRequest.Run}. */
    default void run(int cid, TaskArgs args, CallConfig config) {
        perform(new DeviceRequest.Run(cid, args, config));
    }

    /** See {@link DeviceRequest.Unregister}. */
    default void unregister(int cid) {
        perform(new DeviceRequest.Unregister(cid));
    }

    /** See {@link DeviceRequest.Malloc}. */
    default long malloc(long bytes) {
        return perform(new DeviceRequest.Malloc(bytes));
    }

    /** See {@link DeviceRequest.Free}. */
    default void free(long pointer) {
        perform(new DeviceRequest.Free(pointer));
    }

    /** See {@link DeviceRequest.CopyTo}. */
    default void copyTo(long devicePointer, MemorySegment host) {
        perform(new DeviceRequest.CopyTo(devicePointer, host));
    }

    /** See {@link DeviceRequest.CopyFrom}. */
    default void copyFrom(MemorySegment host, long devicePointer) {
        perform(new DeviceRequest.CopyFrom(host, devicePointer));
    }

    /** Open a device of one variant by its number; the way from a worker to whatever runs its callables. */
    @FunctionalInterface
    interface Opener {

        /**
         * Open the device and bind it to a device id.
         *
         * @param deviceId number of the device, 0 or more
         * @throws DeviceException if the device cannot be opened; nothing is left behind then
         */
        Device open(int deviceId);
    }

    /**
     * What the process that hosts a device provides to it.
     *
     * @param shim     the compiled native shim
     * @param scratch  private directory for short-lived files
     * @param counters memory of {@link CounterDescriptor#SIZE} bytes that the device counts in
     * @param frames   memory of the call frames, in which the running user code is noted; its size limits the kernel threads
     * @param lostRuns takes the failure of a run that the caller of the device cannot report, because it is inside user code that does not
     *                 return; called from another thread. The device is of no use any more, its process is to be given up
     * @param records  memory that runs are recorded in; empty if none is to be
     */
    record Host(Path shim, Path scratch, MemorySegment counters, MemorySegment frames,
            Consumer<DeviceException> lostRuns, MemorySegment records) {}
}
