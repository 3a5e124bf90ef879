package org.chiptest.runtime.worker;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.capture.RunTimes;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceOpener;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.device.DeviceRequest.CopyFrom;
import org.chiptest.runtime.device.DeviceRequest.CopyTo;
import org.chiptest.runtime.device.DeviceRequest.Free;
import org.chiptest.runtime.device.DeviceRequest.Malloc;
import org.chiptest.runtime.device.DeviceRequest.Prepare;
import org.chiptest.runtime.device.DeviceRequest.Run;
import org.chiptest.runtime.device.DeviceRequest.Unregister;
import org.chiptest.runtime.internal.capture.RunTimesRecord;
import org.chiptest.runtime.internal.worker.SingleCaller;
import org.chiptest.runtime.tensor.HostTensor;
import org.jspecify.annotations.Nullable;

/**
 * Prepare callables on one chip and run them by callable id ({@code docs/contract/workers.md#chip-worker}).
 *
 * <p>A worker is new, then initialized, then finalized, which is final; a failed {@link #init} leaves it new. It has one
 * caller at a time: a second thread that calls while an operation is under way gets an error, never a wait. Only
 * {@link #counters()} may be called from any thread at any time.
 */
public final class ChipWorker implements AutoCloseable {

    private final DeviceOpener opener;
    private final SingleCaller caller = new SingleCaller("ChipWorker");
    private volatile State state = State.NEW;
    private volatile @Nullable Device device;

    private enum State {
        NEW, INITIALIZED, FINALIZED
    }

    /** Create a worker that opens its device by this opener. */
    public ChipWorker(DeviceOpener opener) {
        this.opener = opener;
    }

    /**
     * Create a worker and open its device, see {@link #init}.
     *
     * @throws WorkerException if the device cannot be opened; nothing is left behind then
     */
    public static ChipWorker open(DeviceOpener opener, int deviceId) {
        ChipWorker worker = new ChipWorker(opener);
        worker.init(deviceId);
        return worker;
    }

    /**
     * Open the device.
     *
     * @param deviceId number of the device, 0 or more
     */
    public void init(int deviceId) {
        caller.during("init", () -> {
            switch (state) {
                case FINALIZED -> throw new WorkerException("ChipWorker already finalized; cannot reinitialize");
                case INITIALIZED ->
                    throw new WorkerException("ChipWorker already initialized; runtime cannot be changed");
                case NEW -> {
                    if (deviceId < 0) {
                        throw new WorkerException(
                                "ChipWorker::init requires a non-negative device_id, found " + deviceId);
                    }
                    device = open(deviceId);
                    state = State.INITIALIZED;
                }
            }
            return null;
        });
    }

    /**
     * Register a callable.
     *
     * @param cid callable id, 0 to 63, not in use
     */
    public PreparedCallable prepare(int cid, ChipCallable callable) {
        perform(new Prepare(cid, callable));
        return new PreparedCallable(this, cid);
    }

    /** Run a prepared callable to its end. */
    public void run(int cid, TaskArgs args, CallConfig config) {
        config.validate();
        args.requireLive();
        perform(new Run(cid, args, config));
    }

    /** Forget a callable id; one that is not registered is ignored. */
    public void unregister(int cid) {
        perform(new Unregister(cid));
    }

    /**
     * Allocate a zeroed tensor that this worker's callables can take as an argument; the caller closes it.
     *
     * @param shape up to 5 dimensions
     */
    public HostTensor allocate(DataType dtype, int... shape) {
        return HostTensor.allocate(initialized().tensorMemory(), dtype, shape);
    }

    /** Allocate device memory; arguments name it as child memory. */
    public long malloc(long bytes) {
        return perform(new Malloc(bytes));
    }

    /** Free device memory; an unknown address is ignored. */
    public void free(long devicePointer) {
        perform(new Free(devicePointer));
    }

    /** Copy host memory to device memory. */
    public void copyTo(long devicePointer, MemorySegment host) {
        perform(new CopyTo(devicePointer, host));
    }

    /** Copy device memory to host memory. */
    public void copyFrom(MemorySegment host, long devicePointer) {
        perform(new CopyFrom(host, devicePointer));
    }

    /** Read the counters of the device. */
    public CounterSnapshot counters() {
        return initialized().counters();
    }

    /** Return how long the phases of the last run took; nothing before a run has ended, or if the device does not take its time. */
    public Optional<RunTimes> lastRunTimes() {
        return RunTimesRecord.read(initialized().records());
    }

    /** Tell whether the worker can take operations. */
    public boolean isInitialized() {
        return state == State.INITIALIZED;
    }

    /** Close the device for good; a second call does nothing. */
    @Override
    public void close() {
        caller.during("finalize", () -> {
            state = State.FINALIZED;
            Device open = device;
            if (open != null) {
                device = null;
                open.close();
            }
            return null;
        });
    }

    private long perform(DeviceRequest request) {
        return caller.during(request.operation(), () -> {
            try {
                return initialized().perform(request);
            } catch (DeviceException e) {
                throw WorkerException.of(request.failure(e.code()), e);
            }
        });
    }

    private Device open(int deviceId) {
        try {
            return opener.open(deviceId);
        } catch (DeviceException e) {
            throw WorkerException.of("simpler_init failed with code " + e.code(), e);
        }
    }

    private Device initialized() {
        Device open = device;
        if (open == null) {
            throw new WorkerException(state == State.FINALIZED
                    ? "ChipWorker not initialized; it is finalized, use a new worker"
                    : "ChipWorker not initialized; call init() first");
        }
        return open;
    }
}
