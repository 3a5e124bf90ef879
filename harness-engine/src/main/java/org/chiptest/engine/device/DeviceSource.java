package org.chiptest.engine.device;

import org.chiptest.api.Variant;
import org.chiptest.runtime.device.Device;

/** Open devices; what workers of scenarios stand on. */
@FunctionalInterface
public interface DeviceSource {

    /**
     * Open a device of a variant, for one user at a time who closes it.
     *
     * @throws org.chiptest.runtime.device.DeviceException if it cannot be opened
     */
    Device open(Variant variant, int deviceId);
}
