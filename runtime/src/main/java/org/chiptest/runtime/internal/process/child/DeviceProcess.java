package org.chiptest.runtime.internal.process.child;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.comm.ChipBootstrap;
import org.chiptest.runtime.internal.comm.ChipGroup;
import org.chiptest.runtime.internal.comm.SharedGroup;
import org.chiptest.runtime.internal.foreign.DescribedPlatform;
import org.chiptest.runtime.internal.foreign.ForeignDevice;
import org.chiptest.runtime.internal.linker.Libc;
import org.chiptest.runtime.internal.linker.ProcessState;
import org.chiptest.runtime.internal.linker.Shim;
import org.chiptest.runtime.internal.mailbox.server.DeviceHandler;
import org.chiptest.runtime.internal.mailbox.server.MailboxHandler;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.chiptest.runtime.internal.platform.Platforms;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.internal.segment.SegmentReference;
import org.chiptest.runtime.platform.Capabilities;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.StartupCache;
import org.chiptest.runtime.process.WorkerSettings;
import org.jspecify.annotations.Nullable;

/**
 * The main program of a device's own process: for a chip worker, for a host worker, and for a host worker whose chips talk to each
 * other. They differ in set-up and in what follows a successful task.
 */
public final class DeviceProcess {

    /** What a device process is for. */
    private enum Purpose {
        CHIP_WORKER, HOST_WORKER, BOOTSTRAPPED
    }

    private static final int WORDS = 4;

    /** Mappings and descriptors that must be left: opening a library takes about five of the ones and one of the others. */
    private static final int SPARE = 16;

    private final ChildMain child;
    private final String platform;
    private final RuntimeKind runtime;
    /** What the platform is, empty if it is found by its name. */
    private final String description;
    private final Shim shim;
    /** The device, if a foreign library is behind it. */
    private @Nullable ForeignDevice foreign;

    private DeviceProcess(ChildMain child) {
        this.child = child;
        this.platform = child.words().get(1);
        this.runtime = RuntimeKind.named(child.words().get(2))
                .orElseThrow(() -> new IllegalArgumentException("there is no runtime " + child.words().get(2)));
        this.description = child.words().get(3);
        this.shim = Shim.load(child.shim());
    }

    /** Describe the program that opens a device of this variant when it is told to, and runs what is prepared. */
    public static ChildProgram forChipWorker(String platform, RuntimeKind runtime, WorkerSettings settings,
            StartupCache.Launch launch) {
        return program(Purpose.CHIP_WORKER, platform, runtime, settings, launch, List.of());
    }

    /** Describe the program that opens a device when it is told to, and runs what is registered. */
    public static ChildProgram forHostWorker(ChipSource chips, StartupCache.Launch launch) {
        return program(Purpose.HOST_WORKER, chips.platform(), chips.runtime(), chips.settings(), launch,
                List.of());
    }

    /** Describe the program that opens its device at once, has it join a group, and runs what is registered. */
    public static ChildProgram bootstrapped(ChipSource chips, StartupCache.Launch launch, BootstrapWords bootstrap,
            HostMemory memory) {
        return program(Purpose.BOOTSTRAPPED, chips.platform(), chips.runtime(), chips.settings(), launch,
                bootstrap.write(memory));
    }

    /** Start by a worker, see {@link ChildMain}. */
    public static void main(String[] words) throws InterruptedException {
        Libc.adoptOrphans();
        ChildMain.run(words, DeviceProcess::handler);
    }

    private static ChildProgram program(Purpose purpose, String platform, RuntimeKind runtime,
            WorkerSettings settings, StartupCache.Launch launch, List<String> more) {
        List<String> words = new ArrayList<>(
                List.of(purpose.name(), platform, runtime.id(), settings.platformDescription().orElse("")));
        words.addAll(more);
        return new ChildProgram(DeviceProcess.class.getName(), launch.classPath(), launch.options(), words);
    }

    private static MailboxHandler handler(ChildMain child) {
        if (child.words().size() < WORDS) {
            throw new IllegalArgumentException(
                    "a device process is told its purpose, platform, runtime and description, found " + child.words());
        }
        DeviceProcess process = new DeviceProcess(child);
        return switch (Purpose.valueOf(child.words().getFirst())) {
            case CHIP_WORKER -> DeviceHandler.ofChipWorker(process::open, child.references(), process::remains);
            case HOST_WORKER -> process.hosted(new HostLink(child));
            case BOOTSTRAPPED -> process.bootstrap();
        };
    }

    private DeviceHandler hosted(HostLink host) {
        return DeviceHandler.ofHostWorker(this::open, child.references(), this::remains, host, host);
    }

    private MailboxHandler bootstrap() {
        List<String> words = child.words().subList(WORDS, child.words().size());
        BootstrapWords start = BootstrapWords.read(words, child.references());
        MappedMemory channel = child.mapping(SegmentReference.BOOTSTRAP_CHANNEL);
        Optional<MappedMemory> windows = start.config().comm().filter(_ -> start.rootInfo().isEmpty())
                .map(_ -> child.mapping(SegmentReference.WINDOWS));
        HostLink host = new HostLink(child);
        DeviceHandler handler = hosted(host);
        HostLink.channel(channel).writeStep("chip_worker.init");
        try {
            handler.init(start.deviceId());
        } catch (RuntimeException | Error e) {
            ChipBootstrap.fail(start.config(), group(start, windows), HostLink.channel(channel),
                    e.getClass().getSimpleName() + ": chip_worker.init: " + e.getMessage(), ChipBootstrap.FAILED);
            throw e;
        }
        host.join(start, group(start, windows), windows, channel);
        return handler;
    }

    /** Return what the chip joins if its start says so: a group of the foreign library, or one whose windows are mapped here. */
    private Optional<ChipGroup> group(BootstrapWords start, Optional<MappedMemory> windows) {
        if (start.config().comm().isPresent() && start.rootInfo().isPresent()) {
            return Optional.ofNullable(foreign).map(device -> device.group(start.rootInfo().get()));
        }
        return windows.map(memory -> new SharedGroup(memory.segment(), start.deadline()));
    }

    private long remains() {
        return shim.leftInProcess(SPARE) | (Libc.hasChildren() ? ProcessState.CHILDREN.bit() : 0);
    }

    private Device open(int deviceId) {
        Device.Host host = new Device.Host(child.shim(), child.scratch(), child.counters(), child.callFrames(),
                child::runLost, child.segment(SegmentReference.RECORDS));
        if (!description.isEmpty()) {
            ForeignDevice opened = DescribedPlatform.open(description, runtime, deviceId, host);
            foreign = opened;
            return opened;
        }
        Platforms platforms = Platforms.load(DeviceProcess.class.getClassLoader());
        Platform provider = platforms.named(platform)
                .orElseThrow(() -> new DeviceException("there is no platform '" + platform
                        + "' on the class path of the worker process, known are " + platforms.names()
                        + "; it is made of the jars that provide the platforms in the parent"));
        Device device = provider.open(runtime, deviceId, host);
        if (provider.capabilities().code() == Capabilities.Code.IN_PROCESS) {
            // where no user code comes, changes are a vendor's, who may make them
            shim.rememberProcess(child.scratch());
        }
        return device;
    }
}
