package org.chiptest.runtime.internal.mailbox.server;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.LongSupplier;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.device.DeviceRequest.Prepare;
import org.chiptest.runtime.device.DeviceRequest.Unregister;
import org.chiptest.runtime.internal.device.DeviceRequestCodec;
import org.chiptest.runtime.internal.device.RequestWords;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.internal.mailbox.ControlRequest;
import org.chiptest.runtime.internal.redzone.OverrunReport;
import org.chiptest.runtime.internal.segment.SharedSegments;
import org.jspecify.annotations.Nullable;

/** Serve the requests of a chip worker with a device of this process. */
public final class DeviceHandler implements MailboxHandler {

    private final Device.Opener opener;
    private final SharedSegments segments;
    private final SuccessHook hook;
    private final CallableRegistry registry;
    private final boolean hosted;
    private final HostBinding host;
    private final LongSupplier remains;
    private final Membership group = new Membership();
    private @Nullable Device device;
    private int deviceId = -1;

    private DeviceHandler(Device.Opener opener, SharedSegments segments, LongSupplier remains, SuccessHook hook,
            boolean hosted, HostBinding host) {
        this.host = host;
        this.remains = remains;
        this.opener = opener;
        this.segments = segments;
        this.hook = hook;
        this.hosted = hosted;
        this.registry = new CallableRegistry(this::name, this::prepare, System.err);
    }

    /**
     * Serve a device for a chip worker: it runs what was prepared explicitly.
     *
     * @param segments what references in requests point into
     * @param remains  tells what user code has left of the process, see {@link ControlRequest.Remains}
     */
    public static DeviceHandler ofChipWorker(Device.Opener opener, SharedSegments segments, LongSupplier remains) {
        return new DeviceHandler(opener, segments, remains, SuccessHook.NONE, false, HostBinding.FIXED);
    }

    /**
     * Serve a device for a host worker: it runs what was registered, and prepares it when that was not done before.
     *
     * @param segments what references in requests point into
     * @param remains  tells what user code has left of the process, see {@link ControlRequest.Remains}
     * @param hook     called after each successful run, before it is answered
     * @param host     what can be exchanged when another host worker takes the place of the first
     */
    public static DeviceHandler ofHostWorker(Device.Opener opener, SharedSegments segments, LongSupplier remains,
            SuccessHook hook, HostBinding host) {
        return new DeviceHandler(opener, segments, remains, hook, true, host);
    }

    /** Open the device, once. */
    public void init(long id) {
        if (device != null) {
            throw new DeviceException("device " + deviceId + " is open in this process; it serves one device");
        }
        if (id < 0 || id > Integer.MAX_VALUE) {
            throw new DeviceException("device numbers are 0 to " + Integer.MAX_VALUE + ", not " + id);
        }
        deviceId = (int) id;
        Device opened = opener.open(deviceId);
        device = opened;
        opened.warmUp();
    }

    @Override
    public String name() {
        return "chip_process dev=" + deviceId;
    }

    @Override
    public void task(int cid, TaskArgs args, CallConfig config) {
        Device open = open();
        if (hosted) {
            registry.ensurePrepared(cid);
        }
        runFenced(open, cid, segments.resolve(args), config);
        hook.succeeded(cid);
    }

    @Override
    public long control(RequestWords words) {
        switch (ControlRequest.read(words, segments)) {
            case ControlRequest.Init(long id) -> init(id);
            case ControlRequest.Register(int cid, MemorySegment image) -> registry.register(cid, image);
            case ControlRequest.Prewarm(int cid) -> registry.prewarm(cid);
            case ControlRequest.Remains() -> {
                return remains.getAsLong();
            }
            case ControlRequest.Join join -> {
                return group.join(join);
            }
            case ControlRequest.Barrier() -> group.barrier();
            case ControlRequest.Leave() -> group.leave();
            case ControlRequest.Detach() -> detach();
            case ControlRequest.Attach(int process, int descriptor) -> host.attach(process, descriptor);
            case ControlRequest.Bootstrap(List<String> start) -> host.bootstrap(start);
            case ControlRequest.OfDevice(DeviceRequest.Control request) -> {
                return perform(request);
            }
        }
        return 0;
    }

    /**
     * Tell whether the JVM lacks something that it does not get any more: a class that could not be loaded or initialized once, because
     * there was no descriptor or memory for it, can never be used again. No code of users is Java here.
     */
    @Override
    public boolean isBroken(Throwable failure) {
        return UserFailure.find(failure, LinkageError.class).isPresent()
                || UserFailure.find(failure, VirtualMachineError.class).isPresent();
    }

    /** Close the device, if it was opened; ranks that count on it are released. */
    @Override
    public void close() {
        group.close();
        if (device != null) {
            device.close();
        }
    }

    private void runFenced(Device open, int cid, TaskArgs args, CallConfig config) {
        try (ArgumentFence fence = new ArgumentFence(args, segments)) {
            OverrunReport.guard(() -> open.run(cid, args, config), () -> fence.overruns(open));
        }
    }

    private long perform(DeviceRequest request) {
        long result = open().perform(request);
        // no switch over types: linking one takes milliseconds that the first run after this request would share
        if (request instanceof Prepare(int cid, _)) {
            registry.prepared(cid);
        } else if (request instanceof Unregister(int cid)) {
            registry.unprepared(cid);
        }
        return result;
    }

    private void prepare(int cid, MemorySegment image) {
        open().perform(DeviceRequestCodec.prepare(cid, image));
    }

    /** Forget a host worker whose memory is about to go; the images that it has registered lie there. */
    private void detach() {
        group.close();
        registry.forget();
        host.detach();
    }

    private Device open() {
        if (device == null) {
            throw new DeviceException("no device is open in this process; send the command INIT first");
        }
        return device;
    }
}
