package org.chiptest.platforms;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceHost;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.platform.Capabilities;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.toolchain.CompileTarget;

/** A platform of real cards. Its name and architecture are known; its devices need a vendor's runtime library. */
record CardPlatform(String name, Architecture architecture) implements Platform {

    private static final CompileTarget VENDORS = new CompileTarget(List.of(), List.of(), List.of(),
            CompileTarget.Form.OBJECT, false);

    @Override
    public Set<RuntimeKind> runtimes() {
        return EnumSet.allOf(RuntimeKind.class);
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.ofCards();
    }

    @Override
    public CompileTarget kernels() {
        return VENDORS;
    }

    @Override
    public CompileTarget orchestrations() {
        return VENDORS;
    }

    @Override
    public Optional<String> missing() {
        return Optional.of(
                "platform " + name + " needs an " + name + " card with its driver, and chiptest has no binding to the"
                        + " card's runtime library yet; use " + name + "sim, which runs here");
    }

    @Override
    public Device open(RuntimeKind runtime, int deviceId, DeviceHost host) {
        throw new DeviceException(missing().orElseThrow());
    }
}
