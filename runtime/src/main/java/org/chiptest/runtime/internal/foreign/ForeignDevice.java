package org.chiptest.runtime.internal.foreign;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.Counters;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.internal.comm.ChipGroup;
import org.chiptest.runtime.internal.linker.ForeignLibrary;
import org.chiptest.runtime.internal.linker.ForeignLibrary.Scope;
import org.chiptest.runtime.internal.linker.ForeignType;
import org.chiptest.runtime.internal.linker.LibraryCall;
import org.chiptest.runtime.internal.linker.NativeLibraryException;
import org.chiptest.runtime.internal.linker.Shim;
import org.chiptest.runtime.internal.log.RuntimeLog;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.tensor.TensorMemory;
import org.jspecify.annotations.Nullable;

/**
 * A device behind the C interface of a foreign library, in this process.
 *
 * <p>Which generation the library is of is read from its file before it is opened. What it cannot say, such as how many images it has, is
 * absent from the counters. Used by one thread, the same for all calls, on a large stack.
 */
public final class ForeignDevice implements Device {

    /** What such a library counts, or can be counted of it. */
    public static final Set<Counter> COUNTERS = Collections
            .unmodifiableSet(EnumSet.of(Counter.HOST_OPENS, Counter.AICPU_OPENS, Counter.RUNS));

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final long TENSOR_BYTES = 16L << 30;
    private static final long PROBE_BYTES = 64;

    private final ForeignLibrary library;
    private final ForeignContext context;
    private final ForeignDriver driver;
    private final ForeignThreads threads;
    private final Counters counters;
    private final OpenCounts opens;
    private final RuntimeLog log;
    private final int deviceId;
    private @Nullable HostMemory tensors;
    private @Nullable ForeignGroup group;
    /** A run of an id that is not among them does not start. */
    private final Set<Integer> registered = new HashSet<>();
    private boolean closed;

    private ForeignDevice(ForeignLibrary library, ForeignContext context, ForeignDriver driver, ForeignThreads threads,
            Counters counters, RuntimeLog log, int deviceId) {
        this.library = library;
        this.context = context;
        this.driver = driver;
        this.threads = threads;
        this.counters = counters;
        this.log = log;
        this.deviceId = deviceId;
        this.opens = new OpenCounts(context, counters);
    }

    /**
     * Open a device.
     *
     * @throws DeviceException if the library is of no known generation, cannot be opened, or refuses; with its code and its words
     */
    public static ForeignDevice open(ForeignRuntime runtime, int deviceId, Device.Host host) {
        ForeignFiles files = runtime.files();
        ForeignGeneration generation = ForeignGeneration.of(files.host());
        Shim shim = Shim.load(host.shim());
        LibraryCall note = new LibraryCall(host.frames());
        ForeignThreads threads = new ForeignThreads();
        RuntimeLog log = RuntimeLog.toStandardError();
        List<ForeignLibrary> opened = new ArrayList<>();
        for (Path preload : files.preloads()) {
            // stays until the process ends: the runtime keeps pointers into it
            opened.add(load(shim, preload, runtime.name() + ", " + preload.getFileName(), Scope.GLOBAL, note));
        }
        opened.forEach(HostLog::bind);
        ForeignLibrary library = load(shim, files.host(), runtime.name(), Scope.LOCAL, note);
        HostLog.bind(library);
        ForeignContext context = ForeignContext.create(library, ProcessOutput.ofThisProcess(),
                runtime.infrastructure());
        ForeignDriver driver = switch (generation) {
            case FIRST -> new FirstGeneration(context, files);
            case SECOND -> new SecondGeneration(context, files, log);
        };
        ForeignDevice device = new ForeignDevice(library, context, driver, threads,
                new Counters(host.counters(), COUNTERS), log, deviceId);
        device.init();
        return device;
    }

    @Override
    public long perform(DeviceRequest request) {
        switch (request) {
            case DeviceRequest.Run(int cid, TaskArgs args, CallConfig config) -> runCounted(cid, args, config);
            case DeviceRequest.Prepare(int cid, ChipCallable callable) -> register(cid, callable);
            case DeviceRequest.Unregister(int cid) -> {
                driver.unregister(cid);
                registered.remove(cid);
                opens.take();
            }
            case DeviceRequest.Malloc(long bytes) -> {
                return context.pointer(ForeignType.ALLOCATE, "device_malloc_ctx", context.address(), bytes);
            }
            case DeviceRequest.Free(long pointer) ->
                context.number(ForeignType.RELEASE, "device_free_ctx", context.address(), pointer);
            case DeviceRequest.CopyTo(long pointer, MemorySegment host) -> copyIn(pointer, host);
            case DeviceRequest.CopyFrom(MemorySegment host, long pointer) -> copyOut(host, pointer);
            case DeviceRequest.WarmUp() -> {
                // what a library does at its first run is its own affair, and would count
            }
            case DeviceRequest.Probe() -> free(malloc(PROBE_BYTES));
        }
        return 0;
    }

    /**
     * Return the group that the device is to join, once; it leaves it when it is closed.
     *
     * @param rootInfo file by which the ranks find each other
     */
    public ChipGroup group(Path rootInfo) {
        ForeignGroup joining = new ForeignGroup(context, this, deviceId, rootInfo);
        group = joining;
        return joining;
    }

    /** Memory of this process, which the library copies from and to. */
    @Override
    public TensorMemory tensorMemory() {
        HostMemory memory = tensors;
        if (memory == null) {
            memory = HostMemory.create(TENSOR_BYTES);
            tensors = memory;
        }
        return memory;
    }

    @Override
    public CounterSnapshot counters() {
        return counters.snapshot();
    }

    @Override
    public SortedSet<Integer> kernelsWith(long address, long size) {
        return Collections.emptySortedSet();
    }

    @Override
    public Optional<String> shortage() {
        return Optional.empty();
    }

    /**
     * Have the library finalize the device, and close it.
     *
     * @throws DeviceException if it refuses, or leaves threads behind; it stays open then
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        leaveGroup();
        context.call(ForeignType.CODE_OF_POINTER, "finalize_device", context.address());
        context.number(ForeignType.NOTHING_OF_POINTER, "destroy_device_context", context.address());
        List<String> left = threads.left(PATIENCE);
        if (!left.isEmpty()) {
            throw new DeviceException(library.purpose() + ": " + left.size() + " of its threads still "
                    + (left.size() == 1 ? "runs" : "run") + " after destroy_device_context, by the names " + left
                    + "; a runtime ends what it has started");
        }
        library.close();
        if (library.isLoaded()) {
            log.warn("dlclose", library.file() + " stays in the process after it was closed");
        }
        driver.close();
        HostMemory memory = tensors;
        if (memory != null) {
            memory.close();
        }
    }

    /** A device that could not leave is finalized all the same: it may be a card, which others are to use. */
    private void leaveGroup() {
        if (group == null) {
            return;
        }
        try {
            group.close();
        } catch (DeviceException e) {
            try {
                context.call(ForeignType.CODE_OF_POINTER, "finalize_device", context.address());
            } catch (DeviceException then) {
                e.addSuppressed(then);
            }
            throw e;
        }
    }

    private void init() {
        try {
            driver.init(deviceId);
            opens.take();
        } catch (RuntimeException | Error e) {
            context.number(ForeignType.NOTHING_OF_POINTER, "destroy_device_context", context.address());
            driver.close();
            throw e;
        }
    }

    private void register(int cid, ChipCallable callable) {
        opens.registering();
        driver.register(cid, callable);
        registered.add(cid);
        opens.take();
    }

    private void runCounted(int cid, TaskArgs args, CallConfig config) {
        if (registered.contains(cid)) {
            counters.runStarted();
        }
        driver.run(cid, args, config);
        opens.take();
    }

    private void copyIn(long pointer, MemorySegment host) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = host.isNative() ? host : arena.allocate(host.byteSize()).copyFrom(host);
            context.call(ForeignType.COPY, "copy_to_device_ctx", context.address(), pointer, source.address(),
                    source.byteSize());
        }
    }

    private void copyOut(MemorySegment host, long pointer) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = host.isNative() ? host : arena.allocate(host.byteSize());
            context.call(ForeignType.COPY, "copy_from_device_ctx", context.address(), target.address(), pointer,
                    target.byteSize());
            if (!host.isNative()) {
                host.copyFrom(target);
            }
        }
    }

    private static ForeignLibrary load(Shim shim, Path file, String purpose, Scope scope, LibraryCall note) {
        try {
            return ForeignLibrary.open(shim, file, purpose, scope, note);
        } catch (NativeLibraryException e) {
            throw new DeviceException(e.getMessage()
                    + "; what defines a missing symbol is opened before it when 'preload' names it, and a library that"
                    + " it needs is looked for in environment.LD_LIBRARY_PATH too, see docs/foreign-runtimes.md", e);
        }
    }
}
