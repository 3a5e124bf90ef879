package org.chiptest.runtime.worker;

import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceOpener;
import org.chiptest.runtime.tensor.HostTensor;
import org.jspecify.annotations.Nullable;

/**
 * Prepare callables on one chip and run them by callable id (specification, 8.1).
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
     * Open the device.
     *
     * @param deviceId number of the device, 0 or more
     */
    public void init(int deviceId) {
        caller.during("init", () -> {
            switch (state) {
                case FINALIZED -> throw new WorkerException(-1, "ChipWorker already finalized; cannot reinitialize");
                case INITIALIZED ->
                    throw new WorkerException(-1, "ChipWorker already initialized; runtime cannot be changed");
                case NEW -> {
                    if (deviceId < 0) {
                        throw new WorkerException(-1,
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
        return caller.during("prepare_callable", () -> {
            Device open = initialized();
            calling("prepare_callable", () -> open.prepare(cid, callable));
            return new PreparedCallable(this, cid);
        });
    }

    /** Run a prepared callable to its end. */
    public void run(int cid, TaskArgs args, CallConfig config) {
        config.validate();
        caller.during("run_prepared", () -> {
            Device open = initialized();
            calling("run_prepared", () -> open.run(cid, args, config));
            return null;
        });
    }

    /** Forget a callable id; one that is not registered is ignored. */
    public void unregister(int cid) {
        caller.during("unregister_callable", () -> {
            Device open = initialized();
            calling("unregister_callable", () -> open.unregister(cid));
            return null;
        });
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
        return caller.during("malloc", () -> {
            Device open = initialized();
            try {
                return open.malloc(bytes);
            } catch (DeviceException e) {
                throw new WorkerException(e.code(), "malloc failed: " + e.getMessage(), e);
            }
        });
    }

    /** Free device memory; an unknown address is ignored. */
    public void free(long devicePointer) {
        caller.during("free", () -> {
            Device open = initialized();
            calling("free", () -> open.free(devicePointer));
            return null;
        });
    }

    /** Copy host memory to device memory. */
    public void copyTo(long devicePointer, MemorySegment host) {
        caller.during("copy_to", () -> {
            Device open = initialized();
            calling("copy_to", () -> open.copyTo(devicePointer, host));
            return null;
        });
    }

    /** Copy device memory to host memory. */
    public void copyFrom(MemorySegment host, long devicePointer) {
        caller.during("copy_from", () -> {
            Device open = initialized();
            calling("copy_from", () -> open.copyFrom(host, devicePointer));
            return null;
        });
    }

    /** Read the counters of the device. */
    public CounterSnapshot counters() {
        return initialized().counters();
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

    private Device open(int deviceId) {
        try {
            return opener.open(deviceId);
        } catch (DeviceException e) {
            throw new WorkerException(e.code(), "simpler_init failed with code " + e.code() + ": " + e.getMessage(), e);
        }
    }

    private Device initialized() {
        Device open = device;
        if (open == null) {
            throw new WorkerException(-1, state == State.FINALIZED
                    ? "ChipWorker not initialized; it is finalized, use a new worker"
                    : "ChipWorker not initialized; call init() first");
        }
        return open;
    }

    private static void calling(String operation, Runnable call) {
        try {
            call.run();
        } catch (DeviceException e) {
            throw new WorkerException(e.code(),
                    operation + " failed with code " + e.code() + ": " + e.getMessage(), e);
        }
    }
}
