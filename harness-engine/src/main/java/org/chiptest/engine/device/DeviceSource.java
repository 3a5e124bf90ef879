package org.chiptest.engine.device;

import org.chiptest.api.Variant;

/** Open devices; what workers of scenarios stand on. */
@FunctionalInterface
public interface DeviceSource {

    /**
     * Open a device of a variant, for one user at a time who closes it.
     *
     * @throws RuntimeException if it cannot be opened; the message says why
     */
    OpenDevice open(Variant variant, int deviceId);
}
