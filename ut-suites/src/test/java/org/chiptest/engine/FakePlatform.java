package org.chiptest.engine;

import java.util.Optional;

import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceHost;
import org.chiptest.runtime.device.Platform;
import org.chiptest.runtime.device.RuntimeKind;

/** A platform that is only asked for its name and limits. */
record FakePlatform(String name, Architecture architecture, boolean simulated, Optional<String> missing)
        implements
            Platform {

    static final FakePlatform A2A3SIM = new FakePlatform("a2a3sim", chip("a2a3", 24, 4), true, Optional.empty());
    static final FakePlatform A5SIM = new FakePlatform("a5sim", chip("a5", 36, 7), true, Optional.empty());
    static final FakePlatform A2A3 = new FakePlatform("a2a3", chip("a2a3", 24, 4), false,
            Optional.of("there is no a2a3 card"));

    /** Return the same platform on a machine that has what it needs. */
    FakePlatform present() {
        return new FakePlatform(name, architecture, simulated, Optional.empty());
    }

    @Override
    public Device open(RuntimeKind runtime, int deviceId, DeviceHost host) {
        throw new AssertionError("the engine opens devices through its device source");
    }

    private static Architecture chip(String name, int blocks, int threads) {
        return new Architecture(name, blocks, threads, 1_000_000, true);
    }
}
