package org.chiptest.engine;

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
import org.chiptest.runtime.worker.process.ChildDeviceOpener;
import org.chiptest.runtime.worker.process.WorkerSettings;

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
        return new ChildProcesses(toolchain);
    }

    @Override
    public long newSeed() {
        return new SplittableRandom().nextLong();
    }

    private record ChildProcesses(Toolchain toolchain) implements ExecutionResources {

        @Override
        public CallableCompiler compiler() {
            return new ToolchainCompiler(toolchain);
        }

        @Override
        public DeviceSource devices() {
            return (variant, deviceId) -> {
                WorkerSettings settings = WorkerSettings
                        .withShim(toolchain.compile(new CompileRequest.Shim()).join().file());
                try (ChildDeviceOpener opener = new ChildDeviceOpener(variant.platform().name(), variant.runtime(),
                        settings)) {
                    return opener.open(deviceId);
                }
            };
        }

        @Override
        public void close() {
            toolchain.close();
        }
    }
}
