package org.chiptest.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.SplittableRandom;

import org.chiptest.engine.callable.CallableCompiler;
import org.chiptest.engine.callable.ToolchainCompiler;
import org.chiptest.engine.device.DeviceSource;
import org.chiptest.engine.execution.ExecutionResources;
import org.chiptest.engine.settings.Settings;
import org.chiptest.runtime.device.Platform;
import org.chiptest.runtime.device.Platforms;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.Toolchain;
import org.chiptest.runtime.toolchain.ToolchainSettings;
import org.chiptest.runtime.worker.InProcessDevice;

/** The runtime and toolchain that come with the harness. */
final class BundledRuntime implements EngineEnvironment {

    @Override
    public List<Platform> platforms() {
        return Platforms.load(BundledRuntime.class.getClassLoader()).all();
    }

    @Override
    public ExecutionResources open(Settings settings) {
        Toolchain toolchain = Toolchain
                .open(ToolchainSettings.parse(System::getProperty, System.getenv()));
        return new InProcess(toolchain);
    }

    @Override
    public long newSeed() {
        return new SplittableRandom().nextLong();
    }

    private record InProcess(Toolchain toolchain) implements ExecutionResources {

        @Override
        public CallableCompiler compiler() {
            return new ToolchainCompiler(toolchain);
        }

        @Override
        public DeviceSource devices() {
            return (variant, deviceId) -> {
                try {
                    return InProcessDevice.opener(variant.platform(), variant.runtime(),
                            toolchain.compile(new CompileRequest.Shim()).join().file(),
                            Files.createTempDirectory("chiptest")).open(deviceId);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
        }

        @Override
        public void close() {
            toolchain.close();
        }
    }
}
