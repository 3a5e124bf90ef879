package org.chiptest.engine.internal;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.platform.Capabilities;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.toolchain.CompileTarget;

/** A platform that counts how often it is asked anything: each look at a test, its name or its hash asks its platform. */
final class CountingPlatform implements Platform {

    private final Platform platform;
    private final AtomicInteger asked = new AtomicInteger();

    CountingPlatform(Platform platform) {
        this.platform = platform;
    }

    int asked() {
        return asked.get();
    }

    @Override
    public String name() {
        return counted().name();
    }

    @Override
    public Architecture architecture() {
        return counted().architecture();
    }

    @Override
    public Set<RuntimeKind> runtimes() {
        return counted().runtimes();
    }

    @Override
    public Capabilities capabilities() {
        return counted().capabilities();
    }

    @Override
    public CompileTarget kernels() {
        return counted().kernels();
    }

    @Override
    public CompileTarget orchestrations() {
        return counted().orchestrations();
    }

    @Override
    public Optional<String> missing() {
        return counted().missing();
    }

    @Override
    public Device open(RuntimeKind runtime, int deviceId, Device.Host host) {
        return counted().open(runtime, deviceId, host);
    }

    @Override
    public boolean equals(Object other) {
        asked.incrementAndGet();
        return other instanceof CountingPlatform counting && counting.platform.equals(platform);
    }

    @Override
    public int hashCode() {
        return counted().hashCode();
    }

    private Platform counted() {
        asked.incrementAndGet();
        return platform;
    }
}
