package org.chiptest.platforms;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.linker.NativePlatform;
import org.chiptest.runtime.internal.sim.SimulatedDevice;
import org.chiptest.runtime.platform.Capabilities;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.toolchain.CompileTarget;

/** A platform whose chips are simulated in a process of this machine. */
record SimulatedPlatform(String name, Architecture architecture) implements Platform {

    @Override
    public Set<RuntimeKind> runtimes() {
        return EnumSet.allOf(RuntimeKind.class);
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.ofSimulation();
    }

    @Override
    public CompileTarget kernels() {
        return CompileTarget.SIMULATED_KERNELS;
    }

    @Override
    public CompileTarget orchestrations() {
        return CompileTarget.HOST_ORCHESTRATIONS;
    }

    @Override
    public Optional<String> missing() {
        try {
            NativePlatform.current();
            return Optional.empty();
        } catch (UnsupportedOperationException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Device open(RuntimeKind runtime, int deviceId, Device.Host host) {
        return new SimulatedDevice(architecture, runtime, deviceId, host);
    }
}
