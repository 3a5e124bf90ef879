package org.chiptest.engine.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.chiptest.diagnostics.internal.page.RunRecord.Job;
import org.chiptest.engine.internal.device.DeviceKind;
import org.chiptest.engine.internal.device.DeviceLog;
import org.chiptest.engine.internal.device.DeviceSource;
import org.chiptest.engine.internal.device.HostSource;
import org.chiptest.engine.internal.device.OpenDevice;
import org.chiptest.engine.internal.journal.JobJournal;
import org.chiptest.engine.internal.settings.LevelChoice;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.HostWorkerSpec;
import org.chiptest.runtime.internal.platform.DescriptionKey;
import org.chiptest.runtime.internal.platform.PlatformDescription;
import org.chiptest.runtime.internal.process.parent.ChildDevice;
import org.chiptest.runtime.internal.process.parent.ChildDeviceOpener;
import org.chiptest.runtime.internal.process.parent.RenewedDevice;
import org.chiptest.runtime.internal.process.parent.RunBudget;
import org.chiptest.runtime.internal.toolchain.CompileService;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.process.ChipPool;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.StartupCache;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.Sanitizer;

/** Devices in processes of their own: workers of level 2, and chips of host workers, which scenarios of level 3 leave to the next ones. */
final class BundledDevices implements DeviceSource, HostSource, AutoCloseable {

    private final CompileService toolchain;
    private final Optional<StartupCache> startup;
    private final long captureBytes;
    private final JobJournal jobs;
    private final Map<DeviceKind, ChipPool> left = new ConcurrentHashMap<>();

    /**
     * Say what devices are opened with; none of it is closed here.
     *
     * @param toolchain    compiles the shim
     * @param startup      what lets workers start faster, if it is worth while
     * @param captureBytes memory of each device for the records of a captured run
     * @param jobs         gets the starts of workers
     */
    BundledDevices(CompileService toolchain, Optional<StartupCache> startup, long captureBytes, JobJournal jobs) {
        this.toolchain = toolchain;
        this.startup = startup;
        this.captureBytes = captureBytes;
        this.jobs = jobs;
    }

    /** Compile the shim before the first kernel: so processes that need it start while kernels compile. Whoever opens a device joins it, and sees it fail. */
    @Override
    public void startEarly() {
        var _ = compileShim();
    }

    @Override
    public OpenDevice open(DeviceKind kind, int deviceId) {
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

    @Override
    public HostWorker make(DeviceKind kind, List<Integer> deviceIds, int subWorkers, Optional<ChipPool.Visit> kept) {
        return new HostWorker(HostWorkerSpec.ofLevel(LevelChoice.HOST, workerSettings())
                .chips(new ChipSource(kind.variant().platform().name(), kind.variant().runtime(),
                        workerSettings(kind), kept), deviceIds)
                .subWorkers(subWorkers));
    }

    @Override
    public Optional<ChipPool> chips(DeviceKind kind) {
        return canBeLeft(kind.variant().platform())
                ? Optional.of(left.computeIfAbsent(kind, _ -> new ChipPool()))
                : Optional.empty();
    }

    /** Close the chips that scenarios have left, those of all kinds. */
    @Override
    public void close() {
        List<RuntimeException> failures = new ArrayList<>();
        for (ChipPool pool : left.values()) {
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

    /** A card belongs to one process at a time, and processes of other runtimes are renewed by their own rules. */
    private static boolean canBeLeft(Platform platform) {
        return !platform.capabilities().limited() && platform.description().isEmpty()
                && !RunBudget.of(platform).isLimited();
    }

    private ChildDevice timed(DeviceKind kind, int deviceId, Supplier<ChildDevice> opening) {
        return jobs.timed(Job.Kind.WORKER, kind.variant().id() + " on device " + deviceId, opening);
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
}
