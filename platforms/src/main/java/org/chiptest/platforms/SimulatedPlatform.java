package org.chiptest.platforms;

import java.util.Optional;

import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceHost;
import org.chiptest.runtime.device.Platform;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.linker.NativePlatform;
import org.chiptest.runtime.sim.SimulatedDevice;

/** A platform whose chips are simulated; all of them are one implementation that takes the architecture as a value. */
abstract sealed class SimulatedPlatform implements Platform permits A2A3Sim, A5Sim {

    private final String name;
    private final Architecture architecture;

    SimulatedPlatform(String name, Architecture architecture) {
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
        return true;
    }

    @Override
    public final Optional<String> missing() {
        try {
            NativePlatform.current();
            return Optional.empty();
        } catch (UnsupportedOperationException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public final Device open(RuntimeKind runtime, int deviceId, DeviceHost host) {
        return new SimulatedDevice(architecture, runtime, deviceId, host);
    }
}
