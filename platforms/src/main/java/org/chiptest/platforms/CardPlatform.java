package org.chiptest.platforms;

import java.util.Optional;

import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceHost;
import org.chiptest.runtime.device.Platform;
import org.chiptest.runtime.device.RuntimeKind;

/** A platform of real cards. Its name and architecture are known; its devices need a vendor's runtime library. */
abstract sealed class CardPlatform implements Platform permits A2A3, A5 {

    private final String name;
    private final Architecture architecture;

    CardPlatform(String name, Architecture architecture) {
        this.name = name;
        this.architecture = architecture;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Architecture architecture() {
        return architecture;
    }

    @Override
    public final boolean simulated() {
        return false;
    }

    @Override
    public final Optional<String> missing() {
        return Optional.of(
                "platform " + name + " needs an " + name + " card with its driver, and chiptest has no binding to the"
                        + " card's runtime library yet; use " + name + "sim, which runs here");
    }

    @Override
    public final Device open(RuntimeKind runtime, int deviceId, DeviceHost host) {
        throw new DeviceException(-1, missing().orElseThrow());
    }
}
