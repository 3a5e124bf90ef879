package org.chiptest.runtime.worker;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.EffectiveRunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.CounterDescriptor;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.Counters;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceHost;
import org.chiptest.runtime.device.DeviceOpener;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.linker.CallFrameDescriptor;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.tensor.TensorMemory;

/**
 * A device in this process, for unit tests, debugging and benchmarks: what user code does wrong, it does to this process.
 *
 * <p>The device lives on a thread of its own with a large stack, so that kernels may have big frames and a caller gets an
 * error when native code never returns.
 */
public final class InProcessDevice implements Device {

    private static final int KERNEL_THREADS = 127;

    private final Device device;
    private final DeviceThread thread;

    private InProcessDevice(Device device, DeviceThread thread) {
        this.device = device;
        this.thread = thread;
    }

    /** Return a way to open devices of a variant in this process. */
    public static DeviceOpener opener(Platform platform, RuntimeKind runtime, Path shim, Path scratch) {
        return deviceId -> {
            MemorySegment counters = Arena.ofAuto().allocate(CounterDescriptor.SIZE, CounterDescriptor.ALIGNMENT);
            MemorySegment frames = Arena.ofAuto().allocate((KERNEL_THREADS + 1) * CallFrameDescriptor.SIZE,
                    CallFrameDescriptor.ALIGNMENT);
            new Counters(counters).generation(Generation.next());
            DeviceThread thread = new DeviceThread(platform.name() + "-" + runtime.shortName() + "-" + deviceId);
            try {
                Device device = thread.call(
                        () -> platform.open(runtime, deviceId, new DeviceHost(shim, scratch, counters, frames,
                                thread::giveUp)));
                return new InProcessDevice(device, thread);
            } catch (RuntimeException | Error e) {
                thread.close();
                throw e;
            }
        };
    }

    @Override
    public void prepare(int cid, ChipCallable callable) {
        thread.run(() -> device.prepare(cid, callable));
    }

    @Override
    public void run(int cid, TaskArgs args, CallConfig config) {
        thread.run(() -> device.run(cid, args, config),
                config.settings().deadline().orElse(EffectiveRunSettings.DEFAULT_DEADLINE));
    }

    @Override
    public void unregister(int cid) {
        thread.run(() -> device.unregister(cid));
    }

    @Override
    public TensorMemory tensorMemory() {
        return device.tensorMemory();
    }

    @Override
    public long malloc(long bytes) {
        return thread.call(() -> device.malloc(bytes));
    }

    @Override
    public void free(long pointer) {
        thread.run(() -> device.free(pointer));
    }

    @Override
    public void copyTo(long devicePointer, MemorySegment host) {
        thread.run(() -> device.copyTo(devicePointer, host));
    }

    @Override
    public void copyFrom(MemorySegment host, long devicePointer) {
        thread.run(() -> device.copyFrom(host, devicePointer));
    }

    @Override
    public CounterSnapshot counters() {
        return device.counters();
    }

    @Override
    public void close() {
        if (thread.isUsable()) {
            thread.run(device::close);
        }
        thread.close();
    }
}
