package org.chiptest.runtime.internal.process.parent;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.Counters;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.internal.args.ChipStorageTaskArgsDescriptor;
import org.chiptest.runtime.internal.linker.KernelCall;
import org.chiptest.runtime.internal.linker.LibraryLoader;
import org.chiptest.runtime.internal.linker.LibraryLoader.Binding;
import org.chiptest.runtime.internal.linker.NativeLibrary;
import org.chiptest.runtime.internal.linker.NativeMemory;
import org.chiptest.runtime.internal.linker.RunningCall;
import org.chiptest.runtime.internal.linker.Shim;
import org.chiptest.runtime.tensor.TensorMemory;
import org.jspecify.annotations.Nullable;

/** A device that runs the function that a callable is named after, on the chip arguments as they are. */
public final class FakeDevice implements Device {

    /** Size of memory whose allocation ends the process. */
    public static final long DEADLY_BYTES = 4444;

    static final long TASK = 7;
    static final int FUNC_ID = 1;
    static final int BLOCK = 2;
    static final int CORE = 5;

    /** First scalar of a run that is given up at once while its function goes on. */
    static final long IN_BACKGROUND = 0xBACCL;

    private final Arena arena = Arena.ofShared();
    private final Counters counters;
    private final LibraryLoader loader;
    private final MemorySegment frame;
    private final KernelCall call;
    private final MemorySegment chipArgs = arena.allocate(ChipStorageTaskArgsDescriptor.SIZE, 8);
    private final Map<Integer, Prepared> prepared = new HashMap<>();
    private final NavigableMap<Long, MemorySegment> allocated = new TreeMap<>();

    private record Prepared(NativeLibrary library, long function) {}

    FakeDevice(int deviceId, Device.Host host) {
        Shim shim = Shim.load(host.shim());
        counters = new Counters(host.counters());
        loader = LibraryLoader.below(host.scratch(), shim);
        frame = host.frames();
        call = shim.kernelCall(frame);
        call.identify(deviceId, 0, CORE, 0);
    }

    @Override
    public long perform(DeviceRequest request) {
        switch (request) {
            case DeviceRequest.Prepare(int cid, ChipCallable callable) -> open(cid, callable);
            case DeviceRequest.Run(int cid, TaskArgs args, CallConfig config) -> call(cid, args, config);
            case DeviceRequest.Unregister(int cid) -> forget(cid);
            case DeviceRequest.Malloc(long bytes) -> {
                return allocate(bytes);
            }
            case DeviceRequest.Free(long pointer) -> allocated.remove(pointer);
            case DeviceRequest.CopyTo(long pointer, MemorySegment host) -> at(pointer, host.byteSize()).copyFrom(host);
            case DeviceRequest.CopyFrom(MemorySegment host, long pointer) ->
                host.copyFrom(at(pointer, host.byteSize()));
            default -> {
                // has nothing to warm up
            }
        }
        return 0;
    }

    private void open(int cid, ChipCallable callable) {
        if (cid < 0 || cid >= 64) {
            throw new DeviceException(-1, "callable ids are 0 to 63, not " + cid);
        }
        switch (callable.functionName()) {
            case "hang_at_prepare" -> FakePlatform.hang();
            case "lacks_a_class_at_prepare" ->
                throw new NoClassDefFoundError("Could not initialize class Example");
            case "leave_at_prepare" -> FakePlatform.leave();
            default -> {
                // is prepared
            }
        }
        NativeLibrary library = loader.open(callable.orchestration(), callable.functionName(), Binding.NOW);
        counters.hostOpened();
        prepared.put(cid, new Prepared(library, library.symbol(callable.functionName())));
    }

    private void call(int cid, TaskArgs args, CallConfig config) {
        Prepared callable = prepared.get(cid);
        if (callable == null) {
            throw new DeviceException(-1, "callable id " + cid + " is not prepared");
        }
        counters.runStarted();
        ChipStorageTaskArgsDescriptor.write(args, chipArgs);
        if (args.scalarCount() > 0 && args.scalarBits(0) == IN_BACKGROUND) {
            Thread.ofPlatform().daemon().start(() -> call.run(callable.function(), 0, TASK, FUNC_ID, BLOCK));
            while (RunningCall.read(frame).isEmpty()) {
                Thread.onSpinWait();
            }
            throw new DeviceException(-100, "given up");
        }
        if (!call.run(callable.function(), chipArgs.address(), TASK, FUNC_ID, BLOCK)) {
            throw new DeviceException(-9, call.thrown().getMessage() + " " + config.settings().deadline());
        }
    }

    private void forget(int cid) {
        @Nullable
        Prepared callable = prepared.remove(cid);
        if (callable != null) {
            callable.library().close();
        }
    }

    @Override
    public TensorMemory tensorMemory() {
        throw new UnsupportedOperationException("the parent allocates");
    }

    private long allocate(long bytes) {
        if (bytes == DEADLY_BYTES) {
            FakePlatform.leave();
        }
        if (bytes > 1L << 30) {
            throw new DeviceException(-1, "there is no room for " + bytes + " bytes");
        }
        MemorySegment memory = Arena.ofAuto().allocate(bytes, 64);
        allocated.put(memory.address(), memory);
        return memory.address();
    }

    @Override
    public SortedSet<Integer> kernelsWith(long address, long size) {
        return Collections.emptySortedSet();
    }

    @Override
    public Optional<String> shortage() {
        return Optional.empty();
    }

    @Override
    public CounterSnapshot counters() {
        return counters.snapshot();
    }

    @Override
    public void close() {
        prepared.values().forEach(callable -> callable.library().close());
        loader.close();
    }

    private MemorySegment at(long address, long bytes) {
        Map.Entry<Long, MemorySegment> memory = allocated.floorEntry(address);
        if (memory == null || address + bytes > memory.getKey() + memory.getValue().byteSize()) {
            throw new DeviceException(-1, "no device memory of " + bytes + " bytes at 0x" + Long.toHexString(address));
        }
        return NativeMemory.at(address, bytes).asSlice(0, bytes, JAVA_BYTE.byteAlignment());
    }
}
