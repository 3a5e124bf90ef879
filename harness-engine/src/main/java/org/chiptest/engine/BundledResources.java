package org.chiptest.engine;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.chiptest.engine.callable.CallableCompiler;
import org.chiptest.engine.callable.ToolchainCompiler;
import org.chiptest.engine.device.DeviceKind;
import org.chiptest.engine.device.DeviceLog;
import org.chiptest.engine.device.DeviceSource;
import org.chiptest.engine.device.HostSource;
import org.chiptest.engine.device.OpenDevice;
import org.chiptest.engine.execution.ExecutionResources;
import org.chiptest.engine.settings.Constants;
import org.chiptest.engine.summary.RunSummary;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.HostWorkerSpec;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.Sanitizer;
import org.chiptest.runtime.toolchain.Toolchain;
import org.chiptest.runtime.toolchain.ToolchainSettings;
import org.chiptest.runtime.worker.process.ChildDevice;
import org.chiptest.runtime.worker.process.ChildDeviceOpener;
import org.chiptest.runtime.worker.process.ChipSource;
import org.chiptest.runtime.worker.process.StartupCache;
import org.chiptest.runtime.worker.process.WorkerSettings;

/** The toolchain, and devices in processes of their own. */
record BundledResources(Toolchain toolchain, StartupCache startup, PrintStream console) implements ExecutionResources {

    private static final int HOST_LEVEL = 3;

    static BundledResources open(PrintStream console) {
        Toolchain toolchain = Toolchain.open(ToolchainSettings.parse(System::getProperty, System.getenv()));
        return new BundledResources(toolchain, StartupCache.in(toolchain.folder("startup")), console);
    }

    @Override
    public CallableCompiler compiler() {
        return new ToolchainCompiler(toolchain);
    }

    @Override
    public DeviceSource devices() {
        return new DeviceSource() {

            @Override
            public void startEarly() {
                // Compiled before the first kernel, it lets the processes that need it start while kernels compile; whoever
                // opens a device joins it, and sees it fail.
                var _ = compileShim();
            }

            @Override
            public OpenDevice open(DeviceKind kind, int deviceId) {
                return openDevice(kind, deviceId);
            }
        };
    }

    @Override
    public HostSource hosts() {
        return (kind, deviceIds, subWorkers) -> new HostWorker(HostWorkerSpec.ofLevel(HOST_LEVEL, workerSettings())
                .chips(new ChipSource(kind.variant().platform().name(), kind.variant().runtime(),
                        workerSettings(kind.sanitizer())), deviceIds)
                .subWorkers(subWorkers));
    }

    @Override
    public void report(RunSummary summary, Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, summary.toJson());
        } catch (IOException e) {
            console.println("chiptest: warning: the summary of the run cannot be written to " + file.toAbsolutePath()
                    + "; make the folder writable or name another file by -D" + Constants.SUMMARY + " (" + e + ")");
        }
        if (summary.unaccounted().isEmpty()) {
            console.println(summary.toText());
        }
    }

    @Override
    public void close() {
        try (toolchain) {
            startup.close();
        }
    }

    private OpenDevice openDevice(DeviceKind kind, int deviceId) {
        try (ChildDeviceOpener opener = new ChildDeviceOpener(kind.variant().platform().name(),
                kind.variant().runtime(), workerSettings(kind.sanitizer()))) {
            ChildDevice device = opener.open(deviceId);
            return new OpenDevice(device, Optional.of(new ChildLog(device)));
        }
    }

    private WorkerSettings workerSettings(Sanitizer sanitizer) {
        WorkerSettings plain = workerSettings();
        return sanitizer == Sanitizer.NONE
                ? plain
                : plain.withSanitizer(toolchain.sanitizerLibrary(sanitizer));
    }

    private WorkerSettings workerSettings() {
        return WorkerSettings.withShim(compileShim().join().file()).withStartup(Optional.of(startup));
    }

    /** Start to compile the shim, or join that. */
    private CompletableFuture<CompiledLibrary> compileShim() {
        return toolchain.compile(new CompileRequest.Shim());
    }

    private record ChildLog(ChildDevice device) implements DeviceLog {

        @Override
        public long mark() {
            return device.logMark();
        }

        @Override
        public String since(long mark) {
            return device.logSince(mark);
        }
    }
}
