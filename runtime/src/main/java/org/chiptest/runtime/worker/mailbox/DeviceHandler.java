package org.chiptest.runtime.worker.mailbox;

import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.CallableFormatException;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceOpener;
import org.chiptest.runtime.linker.Libc;
import org.jspecify.annotations.Nullable;

/** Serve the requests of a chip worker with a device of this process. */
public final class DeviceHandler implements MailboxHandler {

    private static final String IMAGE = "the callable's image";

    private final DeviceOpener opener;
    private final SharedSegments segments;
    private final SuccessHook hook;
    private final CallableRegistry registry;
    private final boolean hosted;
    private @Nullable Device device;
    private int deviceId = -1;

    private DeviceHandler(DeviceOpener opener, SharedSegments segments, SuccessHook hook, boolean hosted) {
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
     */
    public static DeviceHandler ofChipWorker(DeviceOpener opener, SharedSegments segments) {
        return new DeviceHandler(opener, segments, SuccessHook.NONE, false);
    }

    /**
     * Serve a device for a host worker: it runs what was registered, and prepares it when that was not done before.
     *
     * @param segments what references in requests point into
     * @param hook     called after each successful run, before it is answered
     */
    public static DeviceHandler ofHostWorker(DeviceOpener opener, SharedSegments segments, SuccessHook hook) {
        return new DeviceHandler(opener, segments, hook, true);
    }

    /** Open the device, once. */
    public void init(long id) {
        if (device != null) {
            throw new DeviceException(-1, "device " + deviceId + " is open in this process; it serves one device");
        }
        if (id < 0 || id > Integer.MAX_VALUE) {
            throw new DeviceException(-1, "device numbers are 0 to " + Integer.MAX_VALUE + ", not " + id);
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
    public long control(ControlCommand command, long arg0, long arg1, long arg2) {
        switch (command) {
            case INIT -> init(arg0);
            case MALLOC -> {
                return open().malloc(arg0);
            }
            case FREE -> open().free(arg0);
            case COPY_TO -> open().copyTo(arg0, segments.resolve(arg1, arg2, 1, "the source of copy_to"));
            case COPY_FROM -> open().copyFrom(segments.resolve(arg0, arg2, 1, "the target of copy_from"), arg1);
            case REGISTER -> registry.register((int) arg0, segments.resolve(arg1, arg2, 1, IMAGE));
            case PREPARE -> prepare((int) arg0, arg1, arg2);
            case CHILDREN -> {
                return Libc.hasChildren() ? 1 : 0;
            }
            case UNREGISTER -> {
                open().unregister((int) arg0);
                registry.unprepared((int) arg0);
            }
        }
        return 0;
    }

    /** Close the device, if it was opened. */
    @Override
    public void close() {
        if (device != null) {
            device.close();
        }
    }

    private void runFenced(Device open, int cid, TaskArgs args, CallConfig config) {
        try (ArgumentFence fence = new ArgumentFence(args, segments)) {
            try {
                open.run(cid, args, config);
            } catch (DeviceException e) {
                throw fence.overruns(open).with(e);
            }
            fence.overruns(open).requireNone();
        }
    }

    private void prepare(int cid, long image, long bytes) {
        if (image == 0) {
            registry.prewarm(cid);
        } else {
            prepare(cid, segments.resolve(image, bytes, 1, IMAGE));
            registry.prepared(cid);
        }
    }

    private void prepare(int cid, MemorySegment image) {
        Device open = open();
        try {
            open.prepare(cid, ChipCallable.parse(image));
        } catch (CallableFormatException e) {
            throw new DeviceException(-1, String.valueOf(e.getMessage()), e);
        }
    }

    private Device open() {
        if (device == null) {
            throw new DeviceException(-1, "no device is open in this process; send the command INIT first");
        }
        return device;
    }
}
