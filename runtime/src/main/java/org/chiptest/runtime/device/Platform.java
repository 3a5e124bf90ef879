package org.chiptest.runtime.device;

import java.util.Optional;

/**
 * Provide the devices of one platform; found by {@link java.util.ServiceLoader}, so adding one touches no existing file.
 *
 * <p>A platform is asked in two processes: the test JVM asks for its name, architecture and availability, the process that
 * hosts a device asks it to open one.
 */
public interface Platform {

    /** Return the name used in settings and unique ids, such as {@code a2a3sim}. */
    String name();

    /** Return the architecture of the platform's chips. */
    Architecture architecture();

    /** Tell whether the platform is a simulation, which needs no card. */
    boolean simulated();

    /** Tell what is missing to use this platform on this machine, or nothing if it can be used. */
    Optional<String> missing();

    /**
     * Open a device in this process.
     *
     * @param host what the hosting process provides
     * @throws DeviceException if {@link #missing} names something, or the device refuses
     */
    Device open(RuntimeKind runtime, int deviceId, DeviceHost host);
}
