package org.chiptest.engine.internal.device;

/** Open devices; what workers of scenarios stand on. */
@FunctionalInterface
public interface DeviceSource {

    /** Start what opening any device takes, such as compiling, without waiting; called before a run compiles callables. */
    default void startEarly() {}

    /**
     * Open a device of a kind, for one user at a time who closes it.
     *
     * @throws RuntimeException if it cannot be opened; the message says why
     */
    OpenDevice open(DeviceKind kind, int deviceId);
}
