package org.chiptest.runtime.platform;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;

import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.CompileTarget;

/**
 * Describe one platform: its chips, what it can do, how code is compiled for it, and how its devices are opened.
 *
 * <p>A platform is a value that a {@link PlatformProvider} brings. It is asked in two processes: the test JVM asks for everything but
 * {@link #open}, the process that hosts a device asks it to open one.
 */
public interface Platform {

    /** Return the name used in settings and unique ids, such as {@code a2a3sim}. */
    String name();

    /** Return the architecture of the platform's chips. */
    Architecture architecture();

    /** Return the runtimes that its devices have; at least one. */
    Set<RuntimeKind> runtimes();

    /** Tell what the platform can do and what it costs. */
    Capabilities capabilities();

    /** Tell how kernels are compiled. */
    CompileTarget kernels();

    /** Tell how orchestrations are compiled. */
    CompileTarget orchestrations();

    /** Tell how orchestrations of one runtime are compiled, if runtimes differ in that. */
    default CompileTarget orchestrations(RuntimeKind runtime) {
        return orchestrations();
    }

    /**
     * Return the name of the platform that this one stands for, if it does: whatever declares that one also runs on this one when it is
     * asked for.
     */
    default Optional<String> like() {
        return Optional.empty();
    }

    /**
     * Return what the process that hosts a device is told of this platform, if it does not know it by its name; see
     * {@link org.chiptest.runtime.process.WorkerSettings#withPlatformDescription}.
     */
    default Optional<String> description() {
        return Optional.empty();
    }

    /** Tell whether one of these names means this platform, or the one that it stands for. */
    default boolean isNamedBy(Collection<String> names) {
        return names.contains(name()) || like().filter(names::contains).isPresent();
    }

    /** Tell what is missing to use this platform on this machine, or nothing if it can be used. */
    Optional<String> missing();

    /**
     * Open a device in this process.
     *
     * @param runtime one of {@link #runtimes}
     * @param host    what the hosting process provides
     * @throws DeviceException if {@link #missing} names something, or the device refuses
     */
    Device open(RuntimeKind runtime, int deviceId, Device.Host host);
}
