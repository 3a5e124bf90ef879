package org.chiptest.engine.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.chiptest.diagnostics.internal.page.RunPage;
import org.chiptest.diagnostics.internal.page.RunRecord.Job;
import org.chiptest.engine.internal.callable.CallableCompiler;
import org.chiptest.engine.internal.callable.ToolchainCompiler;
import org.chiptest.engine.internal.device.DeviceKind;
import org.chiptest.engine.internal.device.DeviceLog;
import org.chiptest.engine.internal.device.DeviceSource;
import org.chiptest.engine.internal.device.HostSource;
import org.chiptest.engine.internal.device.OpenDevice;
import org.chiptest.engine.internal.execution.ExecutionResources;
import org.chiptest.engine.internal.history.HistoryFile;
import org.chiptest.engine.internal.journal.JobJournal;
import org.chiptest.engine.internal.settings.EngineSettings;
import org.chiptest.engine.internal.settings.LevelChoice;
import org.chiptest.engine.internal.summary.RunSummary;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.HostWorkerSpec;
import org.chiptest.runtime.internal.files.FileTree;
import org.chiptest.runtime.internal.platform.DescriptionKey;
import org.chiptest.runtime.internal.platform.PlatformDescription;
import org.chiptest.runtime.internal.process.parent.ChildDevice;
import org.chiptest.runtime.internal.process.parent.ChildDeviceOpener;
import org.chiptest.runtime.internal.process.parent.RenewedDevice;
import org.chiptest.runtime.internal.process.parent.RunBudget;
import org.chiptest.runtime.internal.settings.HostEnvironment;
import org.chiptest.runtime.internal.toolchain.CacheUnusableException;
import org.chiptest.runtime.internal.toolchain.CompileService;
import org.chiptest.runtime.internal.toolchain.CompileSettings;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.process.ChipPool;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.StartupCache;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.Sanitizer;
import org.chiptest.runtime.toolchain.ToolchainSettings;
import org.jspecify.annotations.Nullable;

/**
 * The toolchain, and devices in processes of their own.
 *
 * @param startup   what lets workers start faster, if it is worth while
 * @param temporary a folder that is deleted at the end, if the cache is there
 * @param console   where the summary and warnings go
 * @param captureBytes memory of each device for the records of a captured run
 * @param history      where the run is added to those before it, if it is to be
 * @param jobs      what was done for the tests
 * @param chips     what scenarios of level 3 have left to the next ones
 */
record BundledResources(CompileService toolchain, Optional<StartupCache> startup, Optional<Path> temporary,
        PrintStream console, long captureBytes, Optional<HistoryFile> history, JobJournal jobs,
        Map<DeviceKind, ChipPool> chips)
        implements
            ExecutionResources {

    /** The page of a run, beside its summary. */
    static final String PAGE = "tests.html";

    private static final String NO_HISTORY = "none";

    /**
     * Open everything.
     *
     * @param settings the value of a setting by its name; what is not set there may be a system property
     * @param console  where the summary and warnings go
     */
    static BundledResources open(Function<String, @Nullable String> settings, PrintStream console) {
        HostEnvironment host = HostEnvironment.current();
        return open(name -> Optional.ofNullable(settings.apply(name)).orElseGet(() -> host.property(name)),
                host.variables(), console);
    }

    static BundledResources open(Function<String, @Nullable String> properties, Map<String, String> environment,
            PrintStream console) {
        try {
            CompileService toolchain = CompileService.open(ToolchainSettings.parse(properties, environment));
            try {
                return new BundledResources(toolchain, startup(toolchain, console), Optional.empty(), console,
                        captureBytes(properties),
                        history(properties, () -> toolchain.folder("history").resolve(projectName() + ".jsonl")),
                        new JobJournal(), new ConcurrentHashMap<>());
            } catch (RuntimeException e) {
                toolchain.close();
                throw e;
            }
        } catch (CacheUnusableException e) {
            console.println("chiptest: warning: " + e.getMessage()
                    + ". This run compiles everything anew, in a folder that is deleted at its end");
            return withoutCache(properties, environment, console);
        }
    }

    /** Workers start without it too, only later. */
    private static Optional<StartupCache> startup(CompileService toolchain, PrintStream console) {
        Path folder = toolchain.folder("startup");
        try {
            return Optional.of(StartupCache.in(folder));
        } catch (UncheckedIOException e) {
            console.println("chiptest: warning: " + e.getMessage() + ", so they start without: " + e.getCause());
            return Optional.empty();
        }
    }

    /** Compile into a folder of this run only: one that others can foresee, in a place that is everybody's, would not be safe. */
    private static BundledResources withoutCache(Function<String, @Nullable String> properties,
            Map<String, String> environment, PrintStream console) {
        try {
            Path folder = Files.createTempDirectory("chiptest-cache-");
            ToolchainSettings settings = ToolchainSettings.parse(
                    name -> name.equals(CompileSettings.CACHE.name()) ? folder.toString() : properties.apply(name),
                    environment);
            return new BundledResources(CompileService.open(settings), Optional.empty(), Optional.of(folder), console,
                    captureBytes(properties), history(properties, () -> folder.resolve("history.jsonl")),
                    new JobJournal(), new ConcurrentHashMap<>());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "neither the compile cache nor a folder in its place can be used; free one of them, or set "
                            + CompileSettings.CACHE,
                    e);
        }
    }

    private static Optional<HistoryFile> history(Function<String, @Nullable String> properties,
            Supplier<Path> otherwise) {
        Optional<String> said = EngineSettings.HISTORY.find(properties);
        return said.filter(NO_HISTORY::equals).isPresent()
                ? Optional.empty()
                : Optional.of(new HistoryFile(said.map(Path::of).orElseGet(otherwise)));
    }

    /** Return a name that other projects of the same user do not have. */
    private static String projectName() {
        Path folder = Path.of("").toAbsolutePath();
        return folder.getFileName() + "-" + String.format("%08x", folder.toString().hashCode());
    }

    private static long captureBytes(Function<String, @Nullable String> properties) {
        return EngineSettings.CAPTURE_BYTES.find(properties).orElseGet(EngineSettings.CAPTURE_BYTES::standard);
    }

    @Override
    public CallableCompiler compiler() {
        return new ToolchainCompiler(toolchain, jobs);
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
        return new HostSource() {

            @Override
            public HostWorker make(DeviceKind kind, List<Integer> deviceIds, int subWorkers,
                    Optional<ChipPool.Visit> kept) {
                return new HostWorker(HostWorkerSpec.ofLevel(LevelChoice.HOST, workerSettings())
                        .chips(new ChipSource(kind.variant().platform().name(), kind.variant().runtime(),
                                workerSettings(kind), kept), deviceIds)
                        .subWorkers(subWorkers));
            }

            @Override
            public Optional<ChipPool> chips(DeviceKind kind) {
                return canBeLeft(kind.variant().platform())
                        ? Optional.of(chips.computeIfAbsent(kind, _ -> new ChipPool()))
                        : Optional.empty();
            }
        };
    }

    /** A card belongs to one process at a time, and processes of other runtimes are renewed by their own rules. */
    private static boolean canBeLeft(Platform platform) {
        return !platform.capabilities().limited() && platform.description().isEmpty()
                && !RunBudget.of(platform).isLimited();
    }

    @Override
    public void report(RunSummary summary, Path file) {
        try {
            Path page = file.toAbsolutePath().resolveSibling(PAGE);
            Path folder = Files.createDirectories(Objects.requireNonNull(page.getParent()));
            Files.writeString(file, summary.toJson());
            if (summary.unaccounted().isEmpty()) {
                Files.writeString(page, RunPage.of(summary.toRecord(jobs, folder)));
            }
            Files.writeString(markdown(file), summary.toMarkdown());
        } catch (IOException e) {
            console.println("chiptest: warning: the summary of the run cannot be written to " + file.toAbsolutePath()
                    + "; make the folder writable or name another file by -D" + EngineSettings.SUMMARY + " (" + e
                    + ")");
        }
        if (summary.unaccounted().isEmpty()) {
            console.println(summary.toText());
        }
    }

    /** Return the file of the final table, beside the summary. */
    private static Path markdown(Path file) {
        String name = file.getFileName().toString();
        return file.resolveSibling(
                (name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : name) + ".md");
    }

    @Override
    public void announce(RunSummary summary) {
        GitHubActions.of(HostEnvironment.current().variables()).announce(summary, console);
    }

    @Override
    public void close() {
        try (Closing _ = this::deleteTemporary; toolchain; Closing _ = this::closeStartup) {
            closeChips();
        }
    }

    private void closeStartup() {
        startup.ifPresent(StartupCache::close);
    }

    /** Close the chips that scenarios have left, those of all kinds. */
    private void closeChips() {
        List<RuntimeException> failures = new ArrayList<>();
        for (ChipPool pool : chips.values()) {
            try {
                pool.close();
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            RuntimeException first = failures.removeFirst();
            failures.forEach(first::addSuppressed);
            throw first;
        }
    }

    private void deleteTemporary() {
        temporary.ifPresent(folder -> {
            try {
                FileTree.delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + folder, e);
            }
        });
    }

    private ChildDevice timed(DeviceKind kind, int deviceId, Supplier<ChildDevice> opening) {
        return jobs.timed(Job.Kind.WORKER, kind.variant().id() + " on device " + deviceId, opening);
    }

    private OpenDevice openDevice(DeviceKind kind, int deviceId) {
        Platform platform = kind.variant().platform();
        WorkerSettings settings = workerSettings(kind);
        try (ChildDeviceOpener opener = new ChildDeviceOpener(platform.name(), kind.variant().runtime(), settings)) {
            RunBudget budget = RunBudget.of(platform);
            if (budget.isLimited()) {
                RenewedDevice device = RenewedDevice.open(settings.tensorBytes(), budget,
                        memory -> timed(kind, deviceId, () -> opener.open(deviceId, memory)));
                return new OpenDevice(device, Optional.of(log(device::logMark, device::logSince)));
            }
            ChildDevice device = timed(kind, deviceId, () -> opener.open(deviceId));
            return new OpenDevice(device, Optional.of(log(device::logMark, device::logSince)));
        }
    }

    private static DeviceLog log(LongSupplier mark, LongFunction<String> since) {
        return new DeviceLog() {

            @Override
            public long mark() {
                return mark.getAsLong();
            }

            @Override
            public String since(long from) {
                return since.apply(from);
            }
        };
    }

    private WorkerSettings workerSettings(DeviceKind kind) {
        WorkerSettings settings = workerSettings(kind.sanitizer());
        return kind.variant().platform().description().map(text -> described(settings, text)).orElse(settings);
    }

    private static WorkerSettings described(WorkerSettings settings, String text) {
        PlatformDescription said = PlatformDescription.parse(text);
        return settings.withPlatformDescription(text)
                .withStartDeadline(said.seconds(DescriptionKey.START_SECONDS).orElse(settings.startDeadline()))
                .withControlDeadline(said.seconds(DescriptionKey.CONTROL_SECONDS).orElse(settings.controlDeadline()))
                .withCloseDeadline(said.seconds(DescriptionKey.CLOSE_SECONDS).orElse(settings.closeDeadline()));
    }

    private WorkerSettings workerSettings(Sanitizer sanitizer) {
        WorkerSettings plain = workerSettings();
        return sanitizer == Sanitizer.NONE
                ? plain
                : plain.withSanitizer(toolchain.sanitizerLibrary(sanitizer));
    }

    private WorkerSettings workerSettings() {
        return WorkerSettings.withShim(compileShim().join().file()).withStartup(startup).withRecordBytes(captureBytes);
    }

    /** Start to compile the shim, or join that. */
    private CompletableFuture<CompiledLibrary> compileShim() {
        return toolchain.compile(new CompileRequest.Shim());
    }

    @FunctionalInterface
    private interface Closing extends AutoCloseable {
        @Override
        void close();
    }
}
