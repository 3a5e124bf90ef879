package org.chiptest.runtime.place;

import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.platform.Platforms;
import org.chiptest.runtime.internal.process.parent.ChildDeviceOpener;
import org.chiptest.runtime.internal.worker.InProcessDevice;
import org.chiptest.runtime.process.WorkerSettings;

/** Where a device lives. The way to it is the same. */
public enum DevicePlace {

    /** In this process: what user code does wrong, it does to this process. For unit tests, debugging and benchmarks. */
    IN_PROCESS,

    /** In a process of its own: what user code does wrong there costs this process nothing but an exception. */
    CHILD;

    /**
     * Return a way to open devices of a variant.
     *
     * @param platform name of the platform, which is found by {@link java.util.ServiceLoader}
     * @param settings names the shim and the folder for files; in this process nothing else counts
     */
    public Device.Opener opener(String platform, RuntimeKind runtime, WorkerSettings settings) {
        return switch (this) {
            case IN_PROCESS -> deviceId -> openHere(platform, runtime, settings, deviceId);
            case CHILD -> new ChildDeviceOpener(platform, runtime, settings);
        };
    }

    private static Device openHere(String name, RuntimeKind runtime, WorkerSettings settings, int deviceId) {
        Platforms platforms = Platforms.load(DevicePlace.class.getClassLoader());
        return platforms.named(name)
                .map(platform -> InProcessDevice.opener(platform, runtime, settings.shim(), settings.directory()))
                .orElseThrow(() -> new DeviceException("there is no platform '" + name
                        + "' on the class path, known are " + platforms.names() + "; add the jar that provides it"))
                .open(deviceId);
    }
}
