package org.chiptest.endtoend;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.chiptest.engine.internal.EngineEnvironment;
import org.chiptest.engine.internal.callable.CallableCompiler;
import org.chiptest.engine.internal.callable.ToolchainCompiler;
import org.chiptest.engine.internal.device.DeviceSource;
import org.chiptest.engine.internal.device.HostSource;
import org.chiptest.engine.internal.execution.ExecutionResources;
import org.chiptest.engine.internal.history.HistoryFile;
import org.chiptest.engine.internal.journal.JobJournal;
import org.chiptest.engine.internal.summary.RunSummary;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.hierarchy.HierarchySettings;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.HostWorkerSpec;
import org.chiptest.runtime.internal.foreign.DescribedPlatforms;
import org.chiptest.runtime.internal.platform.Platforms;
import org.chiptest.runtime.internal.toolchain.CompileService;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.WorkerSettings;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.ConfigurationParameters;

/**
 * The bundled runtime, whose worker processes are started as a test wants them.
 *
 * @param workers how those of host workers are started
 * @param devices opens those of single devices
 * @param asked   is told before a host worker is made
 */
record ChosenWorkers(WorkerSettings workers, DeviceSource devices, Runnable asked) implements EngineEnvironment {

    @Override
    public DescribedPlatforms platforms(ConfigurationParameters settings) {
        return new DescribedPlatforms(Platforms.load(ChosenWorkers.class.getClassLoader()).all(), List.of());
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
        CompileService toolchain = CompileService.open(TestToolchain.compiling());
        return new ExecutionResources() {

            @Override
            public CallableCompiler compiler() {
                return new ToolchainCompiler(toolchain, new JobJournal());
            }

            @Override
            public DeviceSource devices() {
                return devices;
            }

            @Override
            public HostSource hosts() {
                return (kind, deviceIds, subWorkers, _) -> {
                    asked.run();
                    return new HostWorker(new HostWorkerSpec(
                            new ChipSource(kind.variant().platform().name(), kind.variant().runtime(), workers),
                            deviceIds,
                            subWorkers,
                            HierarchySettings.defaults()));
                };
            }

            @Override
            public void announce(RunSummary summary) {}

            @Override
            public Runnable onExit(Runnable action) {
                return () -> {};
            }

            @Override
            public Optional<HistoryFile> history() {
                return Optional.empty();
            }

            @Override
            public void keep(RunSummary summary, Path file) {
                // The listener of the test sees every result.
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
}
