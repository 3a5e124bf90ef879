package org.chiptest.runtime.internal.worker;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;

import org.chiptest.runtime.device.Counters;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceActivity;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.capture.RecordMemory;
import org.chiptest.runtime.internal.device.CounterDescriptor;
import org.chiptest.runtime.internal.device.ForwardingDevice;
import org.chiptest.runtime.internal.linker.CallFrameDescriptor;
import org.chiptest.runtime.internal.linker.FrameReader;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.chiptest.runtime.internal.settings.HostClock;
import org.chiptest.runtime.platform.Platform;

/**
 * A device in this process, for unit tests, debugging and benchmarks: what user code does wrong, it does to this process.
 *
 * <p>The device lives on a thread of its own with a large stack, so that kernels may have big frames and a caller gets an
 * error when native code never returns.
 */
public final class InProcessDevice extends ForwardingDevice {

    private static final int KERNEL_THREADS = 127;

    private final DeviceThread thread;
    private final MappedMemory records;
    private final MemorySegment frames;

    private InProcessDevice(Device device, DeviceThread thread, MappedMemory records, MemorySegment frames) {
        super(device);
        this.thread = thread;
        this.records = records;
        this.frames = frames;
    }

    /** Return a way to open devices of a variant in this process. */
    public static Device.Opener opener(Platform platform, RuntimeKind runtime, Path shim, Path scratch) {
        return deviceId -> {
            MemorySegment counters = Arena.ofAuto().allocate(CounterDescriptor.SIZE, CounterDescriptor.ALIGNMENT);
            MemorySegment frames = Arena.ofAuto().allocate((KERNEL_THREADS + 1) * CallFrameDescriptor.SIZE,
                    CallFrameDescriptor.ALIGNMENT);
            new Counters(counters).generation(Generation.next());
            MappedMemory records = MappedMemory.anonymous(RecordMemory.STANDARD_BYTES);
            DeviceThread thread = new DeviceThread(platform.name() + "-" + runtime.shortName() + "-" + deviceId);
            try {
                Device device = thread.call(
                        () -> platform.open(runtime, deviceId, new Device.Host(shim, scratch, counters, frames,
                                thread::giveUp, records.segment())),
                        DeviceThread.USUAL_DEADLINE);
                return new InProcessDevice(device, thread, records, frames);
            } catch (RuntimeException | Error e) {
                thread.close();
                records.close();
                throw e;
            }
        };
    }

    @Override
    public long perform(DeviceRequest request) {
        return thread.call(() -> target().perform(request), request.deadline(DeviceThread.USUAL_DEADLINE));
    }

    @Override
    public boolean isUsable() {
        return thread.isUsable();
    }

    @Override
    public Optional<DeviceActivity> activity() {
        return FrameReader.activity(frames, HostClock.nanos());
    }

    @Override
    public void close() {
        if (thread.isUsable()) {
            thread.call(() -> {
                super.close();
                return 0;
            }, DeviceThread.USUAL_DEADLINE);
            // a device that is not usable may still have a kernel that stamps there
            closeRecords();
        }
        thread.close();
    }

    private void closeRecords() {
        if (records.segment().scope().isAlive()) {
            records.close();
        }
    }
}
