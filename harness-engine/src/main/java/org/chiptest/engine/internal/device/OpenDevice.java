package org.chiptest.engine.internal.device;

import java.util.Optional;

import org.chiptest.runtime.device.Device;

/**
 * A device that is open, and the log of the process that it is in.
 *
 * @param device the device
 * @param log    the log, if the device keeps one
 * @param history what has run on it
 */
public record OpenDevice(Device device, Optional<DeviceLog> log, ScenarioHistory history)
        implements
            AutoCloseable {

    /** Hold a device on which nothing has run. */
    public OpenDevice(Device device, Optional<DeviceLog> log) {
        this(device, log, new ScenarioHistory());
    }

    /** Hold a device that keeps no log. */
    public static OpenDevice withoutLog(Device device) {
        return new OpenDevice(device, Optional.empty());
    }

    /** Close the device. */
    @Override
    public void close() {
        device.close();
    }
}
