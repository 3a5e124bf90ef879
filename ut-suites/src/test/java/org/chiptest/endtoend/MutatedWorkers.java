package org.chiptest.endtoend;

import java.net.URI;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import org.chiptest.engine.internal.EngineEnvironment;
import org.chiptest.engine.internal.callable.CallableCompiler;
import org.chiptest.engine.internal.callable.ToolchainCompiler;
import org.chiptest.engine.internal.device.DeviceSource;
import org.chiptest.engine.internal.device.HostSource;
import org.chiptest.engine.internal.device.OpenDevice;
import org.chiptest.engine.internal.execution.ExecutionResources;
import org.chiptest.engine.internal.history.HistoryFile;
import org.chiptest.engine.internal.summary.RunSummary;
import org.chiptest.engine.internal.journal.JobJournal;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.hierarchy.HierarchySettings;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.HostWorkerSpec;
import org.chiptest.runtime.internal.foreign.DescribedPlatforms;
import org.chiptest.runtime.internal.platform.Platforms;
import org.chiptest.runtime.internal.process.parent.ChildDeviceOpener;
import org.chiptest.runtime.internal.toolchain.CompileService;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.WorkerSettings;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.ConfigurationParameters;

/**
 * The bundled runtime, except that some classes of the worker processes are others.
 *
 * @param folder class path folder of those classes
 */
record MutatedWorkers(Path folder) implements EngineEnvironment {

    @Override
    public DescribedPlatforms platforms(ConfigurationParameters settings) {
        return new DescribedPlatforms(provided(), List.of());
    }

    private static List<Platform> provided() {
        return Platforms.load(MutatedWorkers.class.getClassLoader()).all();
    }

    @Override
    public Map<String, String> variables() {
        return Map.of();
    }

    @Override
    public LocalDate today() {
        return LocalDate.EPOCH;
    }

    @Override
    public long newSeed() {
        return 0;
    }

    @Override
    public String testCommand() {
        return "mvn test";
    }

    @Override
    public ExecutionResources open(Function<String, @Nullable String> texts) {
        WorkerSettings workers = WorkerSettings.withShim(TestToolchain.shim()).withClassPath(classPath());
        CompileService toolchain = CompileService.open(TestToolchain.compiling());
        return new ExecutionResources() {

            @Override
            public CallableCompiler compiler() {
                return new ToolchainCompiler(toolchain, new JobJournal());
            }

            @Override
            public DeviceSource devices() {
                return (kind, deviceId) -> {
                    try (ChildDeviceOpener opener = new ChildDeviceOpener(kind.variant().platform().name(),
                            kind.variant().runtime(), workers)) {
                        return OpenDevice.withoutLog(opener.open(deviceId));
                    }
                };
            }

            @Override
            public HostSource hosts() {
                return (kind, deviceIds, subWorkers) -> new HostWorker(new HostWorkerSpec(
                        new ChipSource(kind.variant().platform().name(), kind.variant().runtime(), workers), deviceIds,
                        subWorkers,
                        HierarchySettings.defaults()));
            }

            @Override
            public void announce(RunSummary summary) {}

            @Override
            public Optional<HistoryFile> history() {
                return Optional.empty();
            }

            @Override
            public void report(RunSummary summary, Path file) {
                // The listener of the test sees every result.
            }

            @Override
            public void close() {
                toolchain.close();
            }
        };
    }

    private List<Path> classPath() {
        Stream<Path> ours = Stream.concat(Stream.of(Platform.class), provided().stream().map(Platform::getClass))
                .map(type -> Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString())))
                .distinct();
        return Stream.concat(Stream.of(folder), ours).toList();
    }
}
