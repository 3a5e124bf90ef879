package org.chiptest.runtime.internal.sim;

import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.Counters;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.device.DeviceRequest.CopyFrom;
import org.chiptest.runtime.device.DeviceRequest.CopyTo;
import org.chiptest.runtime.device.DeviceRequest.Free;
import org.chiptest.runtime.device.DeviceRequest.Malloc;
import org.chiptest.runtime.device.DeviceRequest.Prepare;
import org.chiptest.runtime.device.DeviceRequest.Probe;
import org.chiptest.runtime.device.DeviceRequest.Unregister;
import org.chiptest.runtime.device.DeviceRequest.WarmUp;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.args.EffectiveRunSettings;
import org.chiptest.runtime.internal.callable.CallableIds;
import org.chiptest.runtime.internal.capture.Capture;
import org.chiptest.runtime.internal.capture.RecordMemory;
import org.chiptest.runtime.internal.capture.Recorder;
import org.chiptest.runtime.internal.capture.RunTimesRecord;
import org.chiptest.runtime.internal.graph.CallFrames;
import org.chiptest.runtime.internal.graph.Run;
import org.chiptest.runtime.internal.graph.RunObserver;
import org.chiptest.runtime.internal.graph.RunPhase;
import org.chiptest.runtime.internal.linker.ProcessState;
import org.chiptest.runtime.internal.linker.Shim;
import org.chiptest.runtime.internal.log.RuntimeLog;
import org.chiptest.runtime.internal.memory.MemoryNames;
import org.chiptest.runtime.internal.redzone.OverrunReport;
import org.chiptest.runtime.internal.settings.HostEnvironment;
import org.chiptest.runtime.internal.sim.memory.DeviceMemory;
import org.chiptest.runtime.tensor.TensorMemory;
import org.jspecify.annotations.Nullable;

/**
 * A simulated chip in this process: real libraries, simulated cores ({@code docs/contract/devices.md}).
 *
 * <p>It opens, calls and closes user code; it is used by one thread at a time, whose stack kernels run on.
 */
public final class SimulatedDevice implements Device {

    private static final long PROBE_BYTES = 64;

    /** Mappings and descriptors that callables of many kernels need. */
    private static final int PROBE_SPARE = 256;

    private final Architecture architecture;
    private final int deviceId;
    private final Shim shim;
    private final UserLibraries libraries;
    private final Counters counters;
    private final DeviceMemory memory;
    private final MemoryNames names;
    private final CallablePool callables;
    private final PreparedTable prepared = new PreparedTable();
    private final CallableRuntime runtime;
    private final RuntimeLog log;
    private final EffectiveRunSettings usual;
    private final RunObservers observers;
    private final ThreadStateLog changes;
    private final RuntimeKind kind;
    private final MemorySegment records;
    private final int kernelThreads;
    private @Nullable Recorder recorder;
    private boolean closed;

    /** Find who watches a run; asked at the beginning of each. */
    @FunctionalInterface
    public interface RunObservers {

        /** Return who watches this run, or null. */
        @Nullable
        RunObserver observe(TaskArgs args, CallConfig config);
    }

    /** Open a device of this architecture whose runs nobody watches. */
    public SimulatedDevice(Architecture architecture, RuntimeKind kind, int deviceId, Device.Host host) {
        this(architecture, kind, deviceId, host, (args, config) -> null);
    }

    /** Open a device of this architecture. */
    public SimulatedDevice(Architecture architecture, RuntimeKind kind, int deviceId, Device.Host host,
            RunObservers observers) {
        this.observers = observers;
        this.kind = kind;
        this.records = host.records();
        this.architecture = architecture;
        this.deviceId = deviceId;
        shim = Shim.load(host.shim());
        counters = new Counters(host.counters());
        memory = DeviceMemory.create();
        names = MemoryNames.in(host.scratch());
        log = RuntimeLog.toStandardError();
        usual = EffectiveRunSettings.ofEnvironment(HostEnvironment.current()::variable,
                warning -> log.warn("run settings", warning));
        changes = new ThreadStateLog(log);
        libraries = new UserLibraries(shim, host.scratch(), log, changes);
        callables = new CallablePool(shim, libraries, memory, counters, changes);
        CallFrames frames = new CallFrames(shim, deviceId, host.frames(), host.lostRuns(), changes);
        kernelThreads = frames.kernelThreads();
        runtime = switch (kind) {
            case HOST_BUILD_GRAPH -> new HbgCallables(shim, frames, memory, libraries, counters, log, names);
            case TENSORMAP_AND_RINGBUFFER ->
                new TrbCallables(shim, architecture, frames, memory, libraries, counters, log, names);
        };
    }

    @Override
    public long perform(DeviceRequest request) {
        switch (request) {
            case DeviceRequest.Run(int cid, TaskArgs args, CallConfig config) -> runPrepared(cid, args, config);
            case Prepare(int cid, ChipCallable callable) -> register(cid, callable);
            case Unregister(int cid) -> forget(cid);
            case Malloc(long bytes) -> {
                return memory.malloc(bytes);
            }
            case Free(long pointer) -> memory.free(pointer);
            case CopyTo(long pointer, MemorySegment host) -> memory.at(pointer, host.byteSize()).copyFrom(host);
            case CopyFrom(MemorySegment host, long pointer) -> host.copyFrom(memory.at(pointer, host.byteSize()));
            case WarmUp() -> runtime.warmUp();
            case Probe() -> tryOut();
        }
        return 0;
    }

    @Override
    public TensorMemory tensorMemory() {
        return memory;
    }

    @Override
    public CounterSnapshot counters() {
        return counters.snapshot();
    }

    @Override
    public SortedSet<Integer> kernelsWith(long address, long size) {
        return runtime.kernelsWith(address, size);
    }

    @Override
    public MemorySegment records() {
        return records;
    }

    @Override
    public Optional<String> shortage() {
        return Optional.empty();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (!runtime.close()) {
            // A kernel that never returned still runs: its code and its memory must stay.
            return;
        }
        for (int cid = 0; cid < CallableIds.COUNT; cid++) {
            forget(cid);
        }
        callables.close();
        counters.resetAicpuOpens();
        shim.clearPipeState(deviceId);
        libraries.close();
        names.close();
        memory.close();
    }

    private void tryOut() {
        Set<ProcessState> changed = ProcessState.ofBits(shim.leftInProcess(PROBE_SPARE));
        if (!changed.isEmpty()) {
            throw new DeviceException("the process is not as it was: " + ProcessState.describe(changed));
        }
        memory.free(memory.malloc(PROBE_BYTES));
        libraries.probe();
        runtime.warmUp();
    }

    private void register(int cid, ChipCallable callable) {
        libraries.lookAgain();
        changes.during(cid, callable);
        prepared.register(cid, () -> runtime.prepare(cid, callable, callables.upload(callable)));
    }

    private void runPrepared(int cid, TaskArgs args, CallConfig config) {
        Prepared callable = prepared.get(cid);
        requireInRange("aicpu_thread_num", config.aicpuThreadNum(), architecture.maxAicpuThreads());
        requireInRange("block_dim", config.blockDim(), architecture.maxBlockDim());
        EffectiveRunSettings settings = usual.with(config.settings());
        shim.clearPipeState(deviceId);
        changes.during(cid);
        counters.runStarted();
        nameMemory(args);
        if (config.diagnostics().on()) {
            runCaptured(callable, args, config, settings);
        } else {
            runTimed(callable, new Run(args, config, settings, observers.observe(args, config)));
        }
    }

    private void runTimed(Prepared callable, Run run) {
        try {
            callable.run(run);
        } finally {
            run.watch().enter(RunPhase.UNBIND);
            RunTimesRecord.write(records, run.watch());
        }
    }

    private void runCaptured(Prepared callable, TaskArgs args, CallConfig config, EffectiveRunSettings settings) {
        config.validate();
        Capture capture = begin(config);
        boolean completed = false;
        try {
            runTimed(callable, new Run(args, config, settings, capture.observer()));
            completed = true;
        } finally {
            if (runtime.isUsable()) {
                end(capture, completed);
            }
        }
    }

    private Capture begin(CallConfig config) {
        try {
            return Capture.begin(recorder(), config.diagnostics(), kind, config.blockDim(), architecture);
        } catch (UncheckedIOException e) {
            throw new DeviceException("the run cannot be captured: " + e.getMessage() + ": " + e.getCause()
                    + "; use another output_prefix", e);
        }
    }

    /** What keeps a file from being written must not change what becomes of the run; who asked for it will miss it. */
    private void end(Capture capture, boolean completed) {
        try {
            capture.end(completed);
        } catch (UncheckedIOException e) {
            log.error("capture", e.getMessage() + ": " + e.getCause());
        }
    }

    private Recorder recorder() {
        if (recorder == null) {
            if (records.byteSize() < RecordMemory.LEAST_BYTES) {
                throw new DeviceException("a run is to be captured, but the process that hosts the device provides "
                        + records.byteSize() + " bytes for the records; at least " + RecordMemory.LEAST_BYTES
                        + " are needed");
            }
            recorder = new Recorder(records, shim.ticks(), kernelThreads);
        }
        return recorder;
    }

    private void forget(int cid) {
        libraries.lookAgain();
        Prepared callable = prepared.remove(cid);
        if (callable != null) {
            changes.during(cid);
            callable.release();
        }
    }

    private void nameMemory(TaskArgs args) {
        if (!names.areWritten()) {
            return;
        }
        names.clear();
        memory.blocks().forEach(block -> names.add(block.address(), block.size(),
                () -> OverrunReport.nameOf(block.address(), block.size(), args)));
        for (int i = 0; i < args.tensorCount(); i++) {
            int argument = i;
            names.add(args.tensor(i).data(), args.tensor(i).byteSize(),
                    () -> OverrunReport.nameOf(argument, args.tensor(argument)));
        }
        names.keep();
    }

    private void requireInRange(String name, int value, int max) {
        if (value < 1 || value > max) {
            throw new DeviceException(name + " is " + value + "; on " + architecture.name() + " it is 1 to " + max);
        }
    }
}
