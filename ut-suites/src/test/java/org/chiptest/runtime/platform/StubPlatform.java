package org.chiptest.runtime.platform;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.CompileTarget;

/** A platform of which a test says what it needs. */
public record StubPlatform(String name, Architecture architecture, Set<RuntimeKind> runtimes, Capabilities capabilities,
        Optional<String> missing, Opening opening) implements Platform {

    /** How a test opens a device. */
    @FunctionalInterface
    public interface Opening {
        Device open(RuntimeKind runtime, int deviceId, Device.Host host);
    }

    /** Return a platform of both runtimes whose devices nobody opens. */
    public static StubPlatform named(String name, Architecture architecture, Capabilities capabilities) {
        return new StubPlatform(name, architecture, EnumSet.allOf(RuntimeKind.class), capabilities, Optional.empty(),
                (runtime, deviceId, host) -> {
                    throw new AssertionError("nobody opens device " + deviceId + " of this platform");
                });
    }

    /** Return the same platform with this on its mind about what is missing. */
    public StubPlatform without(String what) {
        return new StubPlatform(name, architecture, runtimes, capabilities, Optional.of(what), opening);
    }

    /** Return the same platform on a machine that has what it needs. */
    public StubPlatform present() {
        return new StubPlatform(name, architecture, runtimes, capabilities, Optional.empty(), opening);
    }

    /** Return the same platform with these runtimes. */
    public StubPlatform with(RuntimeKind... only) {
        return new StubPlatform(name, architecture, Set.of(only), capabilities, missing, opening);
    }

    /** Return the same platform with devices. */
    public StubPlatform opening(Opening how) {
        return new StubPlatform(name, architecture, runtimes, capabilities, missing, how);
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
    public Device open(RuntimeKind runtime, int deviceId, Device.Host host) {
        return opening.open(runtime, deviceId, host);
    }
}
