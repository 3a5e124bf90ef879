package org.chiptest.runtime.worker.mailbox;

import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.CallableFormatException;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceOpener;
import org.jspecify.annotations.Nullable;

/** Serve the requests of a chip worker with a device of this process. */
public final class DeviceHandler implements MailboxHandler {

    private final DeviceOpener opener;
    private final SharedSegments segments;
    private final SuccessHook hook;
    private @Nullable Device device;
    private int deviceId = -1;

    /**
     * Serve a device that the first command opens.
     *
     * @param segments what references in requests point into
     * @param hook     called after each successful run, before it is answered
     */
    public DeviceHandler(DeviceOpener opener, SharedSegments segments, SuccessHook hook) {
        this.opener = opener;
        this.segments = segments;
        this.hook = hook;
    }

    @Override
    public String name() {
        return "chip_process dev=" + deviceId;
    }

    @Override
    public void task(int cid, TaskArgs args, CallConfig config) {
        open().run(cid, segments.resolve(args), config);
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
            case PREPARE -> prepare((int) arg0, segments.resolve(arg1, arg2, 1, "the callable's image"));
            case UNREGISTER -> open().unregister((int) arg0);
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

    private void init(long id) {
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
