package org.chiptest.engine.internal;

import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.platform.Capabilities;
import org.chiptest.runtime.platform.StubPlatform;

/** Platforms that are only asked for their names and limits: the engine opens devices through its device source. */
final class FakePlatform {

    static final StubPlatform A2A3SIM = StubPlatform.named("a2a3sim", chip("a2a3", 24, 4), Capabilities.ofSimulation());
    static final StubPlatform A5SIM = StubPlatform.named("a5sim", chip("a5", 36, 7), Capabilities.ofSimulation());
    static final StubPlatform A2A3 = StubPlatform.named("a2a3", chip("a2a3", 24, 4), Capabilities.ofCards())
            .without("there is no a2a3 card");

    private FakePlatform() {}

    private static Architecture chip(String name, int blocks, int threads) {
        return new Architecture(name, blocks, threads, 1_000_000, true);
    }
}
