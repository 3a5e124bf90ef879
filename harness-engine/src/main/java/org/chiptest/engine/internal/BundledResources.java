package org.chiptest.engine.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import org.chiptest.engine.internal.callable.CallableCompiler;
import org.chiptest.engine.internal.callable.ToolchainCompiler;
import org.chiptest.engine.internal.device.DeviceSource;
import org.chiptest.engine.internal.device.HostSource;
import org.chiptest.engine.internal.execution.ExecutionResources;
import org.chiptest.engine.internal.history.HistoryFile;
import org.chiptest.engine.internal.journal.JobJournal;
import org.chiptest.engine.internal.settings.EngineSettings;
import org.chiptest.engine.internal.summary.RunSummary;
import org.chiptest.runtime.internal.files.FileTree;
import org.chiptest.runtime.internal.settings.HostEnvironment;
import org.chiptest.runtime.internal.toolchain.CacheUnusableException;
import org.chiptest.runtime.internal.toolchain.CompileService;
import org.chiptest.runtime.internal.toolchain.CompileSettings;
import org.chiptest.runtime.process.StartupCache;
import org.chiptest.runtime.toolchain.ToolchainSettings;
import org.jspecify.annotations.Nullable;

/** The toolchain, devices in processes of their own, and the files of a run: opened and closed together. */
final class BundledResources implements ExecutionResources {

    private static final String NO_HISTORY = "none";

    private final CompileService toolchain;
    private final Optional<StartupCache> startup;
    private final Optional<Path> temporary;
    private final PrintStream console;
    private final Optional<HistoryFile> history;
    private final JobJournal jobs = new JobJournal();
    private final BundledDevices devices;
    private final RunFiles files;

    /**
     * Own what was opened.
     *
     * @param startup      what lets workers start faster, if it is worth while
     * @param temporary    a folder that is deleted at the end, if the cache is there
     * @param console      where the summary and warnings go
     * @param captureBytes memory of each device for the records of a captured run
     * @param history      where the run is added to those before it, if it is to be
     */
    BundledResources(CompileService toolchain, Optional<StartupCache> startup, Optional<Path> temporary,
            PrintStream console, long captureBytes, Optional<HistoryFile> history) {
        this.toolchain = toolchain;
        this.startup = startup;
        this.temporary = temporary;
        this.console = console;
        this.history = history;
        devices = new BundledDevices(toolchain, startup, captureBytes, jobs);
        files = new RunFiles(console, jobs);
    }

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
                        history(properties, () -> toolchain.folder("history").resolve(projectName() + ".jsonl")));
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
                    captureBytes(properties), history(properties, () -> folder.resolve("history.jsonl")));
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

    /** Return what compiles. */
    CompileService toolchain() {
        return toolchain;
    }

    @Override
    public CallableCompiler compiler() {
        return new ToolchainCompiler(toolchain, jobs);
    }

    @Override
    public DeviceSource devices() {
        return devices;
    }

    @Override
    public HostSource hosts() {
        return devices;
    }

    @Override
    public Optional<HistoryFile> history() {
        return history;
    }

    @Override
    public void report(RunSummary summary, Path file) {
        files.write(summary, file);
    }

    @Override
    public void keep(RunSummary summary, Path file) throws IOException {
        files.keep(summary, file);
    }

    @Override
    public Runnable onExit(Runnable action) {
        Runtime jvm = Runtime.getRuntime();
        Thread hook = Thread.ofPlatform().name("chiptest-report-exit").unstarted(action);
        try {
            jvm.addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it is ending already: what has begun to run then is told as nothing that has run
            return () -> {};
        }
        return () -> {
            try {
                jvm.removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // it is ending, and the hook does what it is for
            }
        };
    }

    @Override
    public void announce(RunSummary summary) {
        GitHubActions.of(HostEnvironment.current().variables()).announce(summary, console);
    }

    @Override
    public void close() {
        try (Closing _ = this::deleteTemporary; toolchain; Closing _ = this::closeStartup) {
            devices.close();
        }
    }

    private void closeStartup() {
        startup.ifPresent(StartupCache::close);
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

    @FunctionalInterface
    private interface Closing extends AutoCloseable {
        @Override
        void close();
    }
}
