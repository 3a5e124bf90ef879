package org.chiptest.runtime.device;

/** Open a device of one variant by its number; the way from a worker to whatever runs its callables. */
@FunctionalInterface
public interface DeviceOpener {

    /**
     * Open the device and bind it to a device id.
     *
     * @param deviceId number of the device, 0 or more
     * @throws DeviceException if the device cannot be opened; nothing is left behind then
     */
    Device open(int deviceId);
}
