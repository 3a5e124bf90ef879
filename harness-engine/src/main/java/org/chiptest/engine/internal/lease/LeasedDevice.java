package org.chiptest.engine.internal.lease;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.device.DeviceRequest.Free;
import org.chiptest.runtime.device.DeviceRequest.Malloc;
import org.chiptest.runtime.device.DeviceRequest.Prepare;
import org.chiptest.runtime.device.DeviceRequest.Run;
import org.chiptest.runtime.device.DeviceRequest.Unregister;
import org.chiptest.runtime.internal.device.ForwardingDevice;
import org.chiptest.runtime.internal.worker.FullDevice;
import org.chiptest.runtime.tensor.TensorMemory;

/**
 * A device in the hands of one scenario, which leaves it as it was found: closing unregisters and frees what the scenario
 * did not, and keeps the device open for the next one.
 *
 * <p>Used by the scenario's thread; tensors may be allocated and freed by any.
 */
public final class LeasedDevice extends ForwardingDevice {

    private final BitSet prepared = new BitSet();
    private final Set<Long> pointers = new LinkedHashSet<>();
    private final TrackedMemory tensors;
    private boolean failed;
    /** Whether something went wrong half way, so that nobody knows what the device holds. */
    private boolean unknown;
    private final long opensBefore;
    private boolean ran;
    private boolean givenUp;
    private boolean closed;
    /** Whether it was left as it was found; what a scenario still uses was not. */
    private boolean clean;
    private boolean asked;
    private Optional<String> shortage = Optional.empty();

    public LeasedDevice(Device device) {
        super(device);
        this.tensors = new TrackedMemory(device.tensorMemory());
        this.opensBefore = opens();
    }

    @Override
    public long perform(DeviceRequest request) {
        long result = request instanceof Run run ? run(run) : watched(request);
        switch (request) {
            case Prepare(int cid, _) -> prepared.set(cid);
            case Unregister(int cid) when cid >= 0 -> prepared.clear(cid);
            case Malloc _ -> pointers.add(result);
            case Free(long pointer) -> pointers.remove(pointer);
            default -> {
                // leaves nothing behind
            }
        }
        return result;
    }

    @Override
    public TensorMemory tensorMemory() {
        return tensors;
    }

    /** Leave the device as it is: somebody may still be using it, so it is to be closed, not used again. */
    public void giveUp() {
        givenUp = true;
        closed = true;
        tensors.end();
    }

    /** Leave the device as it was found. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            prepared.stream().forEach(cid -> watched(new Unregister(cid)));
            pointers.forEach(pointer -> watched(new Free(pointer)));
            tensors.freeAll();
            clean = true;
        } finally {
            tensors.end();
        }
    }

    /** Say what the scenario has left the device without, or in it; the device is asked once, when the scenario is over. */
    @Override
    public Optional<String> shortage() {
        if (clean && !asked) {
            asked = true;
            shortage = super.shortage();
        }
        return shortage;
    }

    /**
     * Tell whether an operation has failed before the device ran any code of the scenario, but for constructors of its kernels'
     * libraries: what the device ran before may have made it unfit.
     */
    public boolean failedBeforeRunning() {
        return failed && !ran && !givenUp;
    }

    /** Tell whether the device has loaded so much that it is to be replaced, although nothing is wrong with it. */
    public boolean isFull() {
        return FullDevice.isFull(target());
    }

    /** Tell whether the device can serve another scenario; has it do what each needs only if an operation has failed. */
    public boolean healthy() {
        if (!clean || unknown || shortage().isPresent()) {
            return false;
        }
        if (!failed) {
            return true;
        }
        try {
            target().probe();
            return true;
        } catch (DeviceException e) {
            return false;
        }
    }

    /** A run that has not come to open the orchestration's library has run nothing of the scenario. */
    private long run(Run request) {
        try {
            return watched(request);
        } finally {
            ran = ran || opens() != opensBefore || !counters().values().containsKey(Counter.AICPU_OPENS);
        }
    }

    private long opens() {
        return counted(Counter.HOST_OPENS) + counted(Counter.AICPU_OPENS);
    }

    /** Read a counter; one that the device does not have stays 0. */
    private long counted(Counter counter) {
        return counters().values().getOrDefault(counter, 0L);
    }

    private long watched(DeviceRequest request) {
        try {
            return target().perform(request);
        } catch (DeviceException e) {
            failed = true;
            throw e;
        } catch (IllegalArgumentException | IllegalStateException e) {
            // refused, so nothing was done
            throw e;
        } catch (RuntimeException | Error e) {
            unknown = true;
            throw e;
        }
    }

    /** Its segments end with the lease: who keeps one cannot write to what the next scenario has there. */
    private static final class TrackedMemory implements TensorMemory {

        private final TensorMemory memory;
        private final Arena lease = Arena.ofShared();
        private final Map<Long, MemorySegment> live = new LinkedHashMap<>();

        TrackedMemory(TensorMemory memory) {
            this.memory = memory;
        }

        @Override
        public synchronized MemorySegment allocate(long bytes) {
            MemorySegment segment = memory.allocate(bytes);
            live.put(segment.address(), segment);
            return segment.reinterpret(lease, null);
        }

        /** Free it, unless the end of the scenario has. */
        @Override
        public synchronized void free(MemorySegment segment) {
            MemorySegment own = live.remove(segment.address());
            if (own != null) {
                memory.free(own);
            }
        }

        synchronized void freeAll() {
            live.values().forEach(memory::free);
            live.clear();
        }

        synchronized void end() {
            if (lease.scope().isAlive()) {
                lease.close();
            }
        }
    }
}
