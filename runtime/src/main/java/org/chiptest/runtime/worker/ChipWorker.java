package org.chiptest.runtime.worker;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceActivity;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.device.DeviceRequest.CopyFrom;
import org.chiptest.runtime.device.DeviceRequest.CopyTo;
import org.chiptest.runtime.device.DeviceRequest.Free;
import org.chiptest.runtime.device.DeviceRequest.Malloc;
import org.chiptest.runtime.device.DeviceRequest.Prepare;
import org.chiptest.runtime.device.DeviceRequest.Run;
import org.chiptest.runtime.device.DeviceRequest.Unregister;
import org.chiptest.runtime.internal.capture.RunTimesRecord;
import org.chiptest.runtime.internal.memory.HeldMemory;
import org.chiptest.runtime.internal.worker.BackgroundRun;
import org.chiptest.runtime.internal.worker.LastRun;
import org.chiptest.runtime.internal.worker.SingleCaller;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.tensor.TensorMemory;
import org.jspecify.annotations.Nullable;

/**
 * Prepare callables on one chip and run them by callable id ({@code docs/contract/workers.md#chip-worker}).
 *
 * <p>A worker is new, then initialized, then finalized, which is final; a failed {@link #init} leaves it new. It has one
 * caller at a time: a second thread that calls while an operation is under way gets an error, never a wait. Only
 * {@link #counters()}, {@link #activity()} and {@link #describeActivity()} may be called from any thread at any time.
 */
public final class ChipWorker implements AutoCloseable {

    private final Device.Opener opener;
    private final SingleCaller caller = new SingleCaller("ChipWorker");
    private volatile State state = State.NEW;
    private volatile @Nullable Device device;
    private volatile @Nullable HeldMemory tensors;
    private final LastRun started = new LastRun();

    private enum State {
        NEW, INITIALIZED, FINALIZED
    }

    /** Create a worker that opens its device by this opener. */
    public ChipWorker(Device.Opener opener) {
        this.opener = opener;
    }

    /**
     * Create a worker and open its device, see {@link #init}.
     *
     * @throws WorkerException if the device cannot be opened; nothing is left behind then
     */
    public static ChipWorker open(Device.Opener opener, int deviceId) {
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

    /**
     * Start a prepared callable and return at once. Until it has ended the worker takes no other operation, and a second start is an
     * error. The arguments are those of this moment.
     *
     * @return the run, which the caller closes
     */
    public StartedRun start(int cid, TaskArgs args, CallConfig config) {
        config.validate();
        args.requireLive();
        Device running = initialized();
        return started.next(() -> start(running, new Run(cid, args.copy(), config)));
    }

    private BackgroundRun start(Device running, Run request) {
        caller.beginBackground(request.operation());
        Optional<HeldMemory> held = Optional.ofNullable(tensors);
        held.ifPresent(HeldMemory::hold);
        return BackgroundRun.start(request.operation() + " of callable id " + request.cid(),
                () -> performNow(running, request), () -> {
                    held.ifPresent(HeldMemory::release);
                    caller.leave();
                }, new ChipWatch(running));
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
        return HostTensor.allocate(tensorMemory(), dtype, shape);
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
    public Optional<RecordedRun.Times> lastRunTimes() {
        return RunTimesRecord.read(initialized().records());
    }

    /** Tell, from any thread and at once, whether the worker can take operations: it is initialized, and its process lives. */
    public boolean isUsable() {
        Device open = device;
        return open != null && open.isUsable();
    }

    /** Return what the device is doing, from any thread and at once; nothing if it cannot say. */
    public Optional<DeviceActivity> activity() {
        return initialized().activity();
    }

    /** Say in words, for a report, what the device is doing, from any thread; it may take some seconds. */
    public String describeActivity() {
        return initialized().describeActivity();
    }

    /** Tell whether the worker is initialized and not yet closed. */
    public boolean isInitialized() {
        return state == State.INITIALIZED;
    }

    /**
     * Close the device for good; a second call does nothing. A run that was started and goes on is given up, and so is an operation of
     * another thread, which is interrupted.
     *
     * @throws WorkerException       if there was such a run, or one had failed and nobody had awaited it; the device is closed all the same
     * @throws IllegalStateException if there was such an operation; likewise
     */
    @Override
    public void close() {
        started.closeWith(this::closeDevice);
    }

    private void closeDevice() {
        caller.end("finalize", () -> {
            state = State.FINALIZED;
            Device open = device;
            if (open != null) {
                device = null;
                open.close();
            }
        });
    }

    private long perform(DeviceRequest request) {
        return caller.during(request.operation(), () -> performNow(initialized(), request));
    }

    private static long performNow(Device device, DeviceRequest request) {
        try {
            return device.perform(request);
        } catch (DeviceException e) {
            throw WorkerException.of(request.failure(e.code()), e);
        }
    }

    /** Tensors of a run that was started keep their memory until it has ended. */
    private synchronized TensorMemory tensorMemory() {
        HeldMemory memory = tensors;
        if (memory == null) {
            memory = new HeldMemory(initialized().tensorMemory());
            tensors = memory;
        }
        return memory;
    }

    /** What can be asked of a device about a run that has just been started on it. */
    private static final class ChipWatch implements BackgroundRun.Watch {

        private final Device device;
        private final OptionalLong endedBefore;

        ChipWatch(Device device) {
            this.device = device;
            this.endedBefore = kernelsEnded();
        }

        @Override
        public List<DeviceActivity.Call> calls() {
            return device.activity().map(DeviceActivity::calls).orElse(List.of());
        }

        @Override
        public OptionalLong ended() {
            OptionalLong now = kernelsEnded();
            // a process that has taken over counts anew
            return now.isPresent() && endedBefore.isPresent() && now.getAsLong() >= endedBefore.getAsLong()
                    ? OptionalLong.of(now.getAsLong() - endedBefore.getAsLong())
                    : OptionalLong.empty();
        }

        @Override
        public String describe() {
            return device.describeActivity();
        }

        private OptionalLong kernelsEnded() {
            return device.activity().map(DeviceActivity::kernelsEnded).map(OptionalLong::of)
                    .orElse(OptionalLong.empty());
        }
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
