package org.chiptest.runtime.internal.process.parent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.files.FileTree;
import org.chiptest.runtime.internal.linker.WarmUp;
import org.chiptest.runtime.internal.platform.Platforms;
import org.chiptest.runtime.internal.process.child.DeviceProcess;
import org.chiptest.runtime.internal.process.launch.ChildClassPath;
import org.chiptest.runtime.internal.process.launch.ProcessStarter;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.process.StartupCache;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.worker.WorkerDiedException;

/** Start device processes by the startup cache, and have one of them do what devices do, so that there is one. */
final class DeviceTraining {

    private static final int DEVICE = 0;
    private static final int CID = 0;
    private static final long BYTES = 4096;

    /** The JVM writes its cache while it ends. */
    private static final Duration WRITING = Duration.ofMinutes(2);

    private DeviceTraining() {}

    /** Tell how to start a process that opens a device of this variant. */
    static StartupCache.Launch launch(String platform, RuntimeKind runtime, WorkerSettings settings) {
        List<Path> classPath = ChildClassPath.ofDevices(settings.classPath());
        return settings.startup().flatMap(cache -> trainee(platform, settings).map(name -> cache.launch(classPath,
                Stream.concat(WorkerCommand.JVM_OPTIONS.stream(), settings.javaOptions().stream()).toList(),
                runtime.id(), launch -> train(name, runtime, settings, launch))))
                .orElseGet(() -> new StartupCache.Launch(classPath, List.of()));
    }

    /**
     * Name the platform that trains: the same, unless devices of it are few, which are not for training. What is described is nobody's to
     * train on either, but its processes are the same as those of a simulation.
     */
    private static Optional<String> trainee(String platform, WorkerSettings settings) {
        Platforms platforms = Platforms.load(DeviceTraining.class.getClassLoader());
        return settings.platformDescription().isPresent()
                ? platforms.all().stream().filter(each -> each.capabilities().byDefault()).map(Platform::name)
                        .findFirst()
                : platforms.named(platform).filter(each -> !each.capabilities().limited()).map(Platform::name);
    }

    private static void train(String platform, RuntimeKind runtime, WorkerSettings settings,
            StartupCache.Launch launch) {
        WorkerSettings patient = settings.withPlatformDescription("").withCloseDeadline(WRITING)
                .withTensorBytes(16L << 20);
        WorkerProcess process = WorkerProcess.start(ProcessStarter.shared(),
                DeviceProcess.forChipWorker(platform, runtime, patient, launch), patient);
        try (ChildDevice device = ChildDevice.open(process, platform + "/" + runtime.id() + " training", DEVICE,
                patient)) {
            device.prepare(CID, emptyCallable(runtime, settings.shim()));
            CallConfig config = CallConfig.defaults().withBlockDim(1);
            device.run(CID, new TaskArgs(), config);
            runRecorded(device, config);
            device.unregister(CID);
            copy(device);
        } catch (WorkerDiedException e) {
            throw process.process().exitStatus().wasKilled() ? cancelled(e) : e;
        }
    }

    private static CancellationException cancelled(WorkerDiedException e) {
        CancellationException cancelled = new CancellationException(e.getMessage());
        cancelled.initCause(e);
        return cancelled;
    }

    /** What records and what writes its files is code of its own. */
    private static void runRecorded(ChildDevice device, CallConfig config) {
        try {
            Path files = Files.createTempDirectory("chiptest-training-");
            try {
                device.run(CID, new TaskArgs(), config.withL2Swimlane(1).withDepGen(1).withDumpTensor(1)
                        .withOutputPrefix(files.toString()));
            } finally {
                FileTree.delete(files);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the files of a recorded run cannot be written for training", e);
        }
    }

    /** Any library does that has a function which can be called; the shim is at hand. */
    private static ChipCallable emptyCallable(RuntimeKind runtime, Path shim) {
        String entry = runtime == RuntimeKind.HOST_BUILD_GRAPH ? WarmUp.EMPTY_HBG_ENTRY : WarmUp.EMPTY_TRB_ENTRY;
        return ChipCallable.builder().functionName(entry).orchestration(shim).build();
    }

    private static void copy(ChildDevice device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment host = arena.allocate(BYTES);
            long pointer = device.malloc(BYTES);
            device.copyTo(pointer, host);
            device.copyFrom(host, pointer);
            device.free(pointer);
        }
    }
}
