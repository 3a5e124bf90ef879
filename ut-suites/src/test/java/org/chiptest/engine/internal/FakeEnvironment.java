package org.chiptest.engine.internal;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

import org.chiptest.diagnostics.internal.page.RunRecord;
import org.chiptest.engine.internal.callable.CallableCompiler;
import org.chiptest.engine.internal.callable.CallableRecipe;
import org.chiptest.engine.internal.device.DeviceKind;
import org.chiptest.engine.internal.device.DeviceSource;
import org.chiptest.engine.internal.device.HostSource;
import org.chiptest.engine.internal.device.OpenDevice;
import org.chiptest.engine.internal.execution.ExecutionResources;
import org.chiptest.engine.internal.history.HistoryFile;
import org.chiptest.engine.internal.journal.JobJournal;
import org.chiptest.engine.internal.summary.RunSummary;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.hierarchy.HierarchySettings;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.HostWorkerSpec;
import org.chiptest.runtime.internal.foreign.DescribedPlatforms;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.platform.StubPlatform;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.WorkerSettings;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.testkit.engine.EngineTestKit;

/** An environment of fake platforms, devices and compilers, which remembers what the engine asked it for. */
final class FakeEnvironment implements EngineEnvironment {

    final List<FakeDevice> opened = new CopyOnWriteArrayList<>();
    final List<FakeDevice> open = new CopyOnWriteArrayList<>();
    final List<RunRecord> records = new CopyOnWriteArrayList<>();
    final List<CallableRecipe> compiled = new CopyOnWriteArrayList<>();
    final List<Integer> compiledBeforeDevices = new CopyOnWriteArrayList<>();
    final AtomicInteger sessions = new AtomicInteger();
    Kernel kernel = (device, args, config) -> {};
    CallableCompiler compiler = recipe -> CompletableFuture
            .completedFuture(ChipCallable.builder().functionName(recipe.entry()).build());
    DeviceSource devices = this::fake;
    /** Workers that nobody starts. */
    HostSource hosts = (kind, deviceIds, subWorkers, _) -> new HostWorker(new HostWorkerSpec(
            new ChipSource(kind.variant().platform().name(), kind.variant().runtime(),
                    WorkerSettings.withShim(Path.of("none"))),
            deviceIds, subWorkers, HierarchySettings.defaults()));
    StubPlatform card = FakePlatform.A2A3;
    Platform simulation = FakePlatform.A2A3SIM;
    /** Platforms that somebody has described. */
    List<Platform> described = List.of();
    final List<DeviceKind> kinds = new CopyOnWriteArrayList<>();
    final List<String> reports = new CopyOnWriteArrayList<>();
    /** Where the history is kept, and what the environment of the process says. */
    Optional<HistoryFile> history = Optional.empty();
    Map<String, String> variables = Map.of();
    boolean closed;

    /** How many bytes of callables a device has loaded after so many runs. */
    LongUnaryOperator uploadedBytes = runs -> 0;

    /** What happens when a device is closed. */
    Consumer<FakeDevice> closing = device -> {};

    /** What was kept last of a run that goes on. */
    volatile String kept = "";

    /** What is done if the JVM ends. */
    volatile Runnable exit = () -> {};
    /** What happens when the run is reported, and when its resources are closed. */
    Runnable reporting = () -> {};
    Runnable releasing = () -> {};

    /** What a run does. */
    interface Kernel {
        void run(FakeDevice device, TaskArgs args, CallConfig config);
    }

    /** Open a fake device. */
    OpenDevice fake(DeviceKind kind, int deviceId) {
        kinds.add(kind);
        return OpenDevice.withoutLog(new FakeDevice(this, kind.variant(), deviceId));
    }

    private OpenDevice remembered(OpenDevice device) {
        if (device.device() instanceof FakeDevice fake) {
            opened.add(fake);
            open.add(fake);
        }
        return device;
    }

    /** Start to build an execution of an engine over this environment. */
    EngineTestKit.Builder engine() {
        return EngineTestKit.engine(new ChipTestEngine(this));
    }

    /** Start to build an execution that selects a class. */
    EngineTestKit.Builder running(Class<?> type) {
        return engine().selectors(selectClass(type));
    }

    @Override
    public DescribedPlatforms platforms(ConfigurationParameters settings) {
        return new DescribedPlatforms(
                Stream.concat(Stream.of(card, simulation, FakePlatform.A5SIM), described.stream()).toList(), List.of());
    }

    @Override
    public long newSeed() {
        return 42;
    }

    @Override
    public Map<String, String> variables() {
        return variables;
    }

    @Override
    public LocalDate today() {
        return LocalDate.of(2030, 6, 15);
    }

    @Override
    public String testCommand() {
        return "mvn test";
    }

    @Override
    public ExecutionResources open(Function<String, @Nullable String> settings) {
        sessions.incrementAndGet();
        return new ExecutionResources() {
            @Override
            public CallableCompiler compiler() {
                return recipe -> {
                    compiled.add(recipe);
                    return compiler.compile(recipe);
                };
            }

            @Override
            public DeviceSource devices() {
                return new DeviceSource() {

                    @Override
                    public void startEarly() {
                        compiledBeforeDevices.add(compiled.size());
                    }

                    @Override
                    public OpenDevice open(DeviceKind kind, int deviceId) {
                        return remembered(devices.open(kind, deviceId));
                    }
                };
            }

            @Override
            public HostSource hosts() {
                return hosts;
            }

            @Override
            public void announce(RunSummary summary) {}

            @Override
            public void keep(RunSummary summary, Path file) {
                kept = summary.toText();
            }

            @Override
            public Runnable onExit(Runnable action) {
                exit = action;
                return () -> exit = () -> {};
            }

            @Override
            public Optional<HistoryFile> history() {
                return history;
            }

            @Override
            public void report(RunSummary summary, Path file) {
                reports.add(summary.toText());
                records.add(summary.toRecord(new JobJournal(), Path.of("")));
                reporting.run();
            }

            @Override
            public void close() {
                closed = true;
                releasing.run();
            }
        };
    }
}
