package org.chiptest.runtime.internal.process.parent;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.platform.Capabilities;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.platform.PlatformProvider;
import org.chiptest.runtime.platform.StubPlatform;

/** A platform whose devices call one native function per run; on the class path of worker processes of tests only. */
public final class FakePlatform implements PlatformProvider {

    static final String NAME = "fake";

    /** Number of a device that cannot be opened. */
    static final int BROKEN_DEVICE = 13;

    /** Number of a device whose opening never ends. */
    public static final int HANGING_DEVICE = 14;

    /** Number of a device whose process leaves when it is opened. */
    public static final int LEAVING_DEVICE = 15;

    @Override
    public List<Platform> platforms() {
        return List.of(StubPlatform.named(NAME, new Architecture(NAME, 1, 1, 1, false), Capabilities.ofSimulation())
                .opening((_, deviceId, host) -> open(deviceId, host)));
    }

    private static Device open(int deviceId, Device.Host host) {
        if (deviceId == BROKEN_DEVICE) {
            throw new DeviceException(-42, "device " + deviceId + " is broken; take another one");
        }
        switch (deviceId) {
            case HANGING_DEVICE -> hang();
            case LEAVING_DEVICE -> leave();
            default -> {
                // opens
            }
        }
        return new FakeDevice(deviceId, host);
    }

    static void hang() {
        while (true) {
            LockSupport.park();
        }
    }

    static void leave() {
        Runtime.getRuntime().halt(4);
    }
}
