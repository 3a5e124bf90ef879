package org.chiptest.engine.execution;

import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.tensor.TensorMemory;
import org.chiptest.runtime.worker.WorkerException;

/**
 * A device in the hands of one scenario, which leaves it as it was found: closing unregisters and frees what the scenario
 * did not, and keeps the device open for the next one.
 *
 * <p>Used by the scenario's thread; tensors may be allocated and freed by any.
 */
final class LeasedDevice implements Device {

    private static final long PROBE_BYTES = 64;

    private final Device device;
    private final BitSet prepared = new BitSet();
    private final Set<Long> pointers = new LinkedHashSet<>();
    private final TrackedMemory tensors;
    private boolean failed;
    private boolean closed;
    private boolean clean = true;
    private boolean asked;
    private Optional<String> shortage = Optional.empty();

    LeasedDevice(Device device) {
        this.device = device;
        this.tensors = new TrackedMemory(device.tensorMemory());
    }

    @Override
    public void prepare(int cid, ChipCallable callable) {
        watched(() -> device.prepare(cid, callable));
        prepared.set(cid);
    }

    @Override
    public void run(int cid, TaskArgs args, CallConfig config) {
        watched(() -> device.run(cid, args, config));
    }

    @Override
    public void unregister(int cid) {
        watched(() -> device.unregister(cid));
        if (cid >= 0) {
            prepared.clear(cid);
        }
    }

    @Override
    public TensorMemory tensorMemory() {
        return tensors;
    }

    @Override
    public long malloc(long bytes) {
        long[] pointer = new long[1];
        watched(() -> pointer[0] = device.malloc(bytes));
        pointers.add(pointer[0]);
        return pointer[0];
    }

    @Override
    public void free(long pointer) {
        watched(() -> device.free(pointer));
        pointers.remove(pointer);
    }

    @Override
    public void copyTo(long devicePointer, MemorySegment host) {
        watched(() -> device.copyTo(devicePointer, host));
    }

    @Override
    public void copyFrom(MemorySegment host, long devicePointer) {
        watched(() -> device.copyFrom(host, devicePointer));
    }

    @Override
    public CounterSnapshot counters() {
        return device.counters();
    }

    /** Leave the device as it is: somebody may still be using it, so it is to be closed, not used again. */
    void giveUp() {
        closed = true;
        clean = false;
    }

    /** Leave the device as it was found. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        clean = false;
        prepared.stream().forEach(cid -> watched(() -> device.unregister(cid)));
        pointers.forEach(pointer -> watched(() -> device.free(pointer)));
        tensors.freeAll();
        clean = true;
    }

    /** Say what the scenario has left the device without, or in it; the device is asked once, when the scenario is over. */
    @Override
    public Optional<String> shortage() {
        if (clean && !asked) {
            asked = true;
            shortage = device.shortage();
        }
        return shortage;
    }

    /** Tell whether the device can serve another scenario; asks the device itself only if an operation has failed. */
    boolean healthy() {
        if (!clean || shortage().isPresent()) {
            return false;
        }
        if (!failed) {
            return true;
        }
        try {
            device.free(device.malloc(PROBE_BYTES));
            return true;
        } catch (DeviceException | WorkerException e) {
            return false;
        }
    }

    private void watched(Runnable operation) {
        try {
            operation.run();
        } catch (DeviceException | WorkerException e) {
            failed = true;
            throw e;
        }
    }

    private static final class TrackedMemory implements TensorMemory {

        private final TensorMemory memory;
        private final Map<Long, MemorySegment> live = new LinkedHashMap<>();

        TrackedMemory(TensorMemory memory) {
            this.memory = memory;
        }

        @Override
        public synchronized MemorySegment allocate(long bytes) {
            MemorySegment segment = memory.allocate(bytes);
            live.put(segment.address(), segment);
            return segment;
        }

        /** Free it, unless the end of the scenario has. */
        @Override
        public synchronized void free(MemorySegment segment) {
            if (live.remove(segment.address()) != null) {
                memory.free(segment);
            }
        }

        synchronized void freeAll() {
            live.values().forEach(memory::free);
            live.clear();
        }
    }
}
