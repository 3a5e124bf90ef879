package org.chiptest.runtime.internal.process.parent;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.comm.BootstrapConfig;
import org.chiptest.runtime.comm.ChipContext;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.device.AbsentException;
import org.chiptest.runtime.internal.process.child.BootstrapWords;
import org.chiptest.runtime.internal.process.child.DeviceProcess;
import org.chiptest.runtime.internal.process.launch.OpenResources;
import org.chiptest.runtime.internal.process.launch.ProcessStarter;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.StartupCache;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.chiptest.runtime.worker.WorkerException;
import org.jspecify.annotations.Nullable;

/**
 * The chips of one host worker: started together, told of the same callables, replaced when they have died.
 *
 * <p>Used by one thread, except for the chips themselves.
 */
public final class HostedChips implements AutoCloseable {

    private final ChipSource source;
    private final List<Integer> deviceIds;
    private final HostMemory memory;
    private final List<BootstrapConfig> bootstrap;
    private final NavigableMap<Integer, SharedCallable> registered = new TreeMap<>();
    private final List<HostedChip> chips = new ArrayList<>();
    private final List<ChipContext> contexts = new ArrayList<>();
    private volatile @Nullable BootstrapGroup group;

    private HostedChips(ChipSource source, List<Integer> deviceIds, HostMemory memory,
            List<BootstrapConfig> bootstrap) {
        // foreign runtimes have rules of their own for when a process is renewed
        this.source = source.settings().platformDescription().isPresent()
                ? new ChipSource(source.platform(), source.runtime(), source.settings())
                : source;
        this.deviceIds = List.copyOf(deviceIds);
        this.memory = memory;
        this.bootstrap = List.copyOf(bootstrap);
    }

    /**
     * Start all chips at the same time and wait for them.
     *
     * @param memory    where tensors in arguments lie; closed after the chips
     * @param bootstrap how each chip starts; empty for chips that talk to nobody
     * @throws WorkerException if one cannot start, or cannot talk to others; nothing is left behind then
     */
    public static HostedChips start(ChipSource source, List<Integer> deviceIds, HostMemory memory,
            List<BootstrapConfig> bootstrap) {
        if (!bootstrap.isEmpty() && bootstrap.size() != deviceIds.size()) {
            throw new IllegalArgumentException("chip bootstrap configs: " + bootstrap.size() + " for "
                    + deviceIds.size() + " devices; give one for each device, or none at all");
        }
        HostedChips hosted = new HostedChips(source, deviceIds, memory, bootstrap);
        hosted.startAll();
        return hosted;
    }

    /** Return how many chips there are. */
    public int count() {
        return deviceIds.size();
    }

    /** Return a chip, from 0; another one after it was replaced. */
    public HostedChip chip(int index) {
        return chips.get(index);
    }

    /** Return what is known about each chip's start; empty without bootstrap. Addresses change when chips are replaced. */
    public List<ChipContext> contexts() {
        return List.copyOf(contexts);
    }

    /** Return the window of a chip as it is now, to be read, from any thread; empty if it has none. */
    public MemorySegment window(int chip) {
        BootstrapGroup present = group;
        if (present != null && present.rootInfo().isPresent()) {
            throw new AbsentException("the window of chip " + chip + " lies in memory of " + source.platform()
                    + ", which this process cannot see; have a buffer of it stored to the host after each task"
                    + " (BootstrapConfig.Buffer.storedToHost)");
        }
        return present == null ? MemorySegment.NULL : present.window(chip);
    }

    /** Announce a callable to all chips; each prepares it when a task needs it, or before, by {@link #prewarm}. */
    public void register(int cid, ChipCallable callable) {
        SharedCallable shared = new SharedCallable(memory, callable);
        SharedCallable before = registered.put(cid, shared);
        if (before != null) {
            registered.put(cid, before);
            shared.close();
            throw new IllegalArgumentException(
                    "callable id " + cid + " is registered as '" + before.callable().name()
                            + "'; take another one");
        }
        chips.forEach(chip -> chip.register(cid, shared));
    }

    /** Have every chip prepare every registered callable. */
    public void prewarm() {
        for (HostedChip chip : chips) {
            registered.keySet().forEach(chip::prewarm);
        }
    }

    /**
     * Start chips in place of those whose process has died; callables are prepared when tasks need them. Of chips that talk to each
     * other all are replaced: the windows of a group that has lost a rank are of no use.
     *
     * @return whether any was replaced
     */
    public boolean replaceDead() {
        boolean complete = chips.size() == count() && chips.stream().allMatch(HostedChip::isUsable);
        if (complete) {
            return false;
        }
        if (bootstrap.isEmpty() && chips.size() == count()) {
            for (int i = 0; i < count(); i++) {
                if (!chips.get(i).isUsable()) {
                    chips.get(i).close();
                    chips.set(i, open(i, device(i, start(i))));
                }
            }
        } else {
            closeChips();
            startAll();
        }
        return true;
    }

    /** Close all chips, all of them even if some crash over it, and forget the callables. */
    @Override
    public void close() {
        try (OpenResources images = new OpenResources()) {
            registered.values().forEach(images::add);
            registered.clear();
            closeChips();
        }
    }

    private void startAll() {
        List<WorkerProcess> processes = new ArrayList<>();
        List<Supplier<ChildDevice>> devices = new ArrayList<>();
        try {
            if (!bootstrap.isEmpty()) {
                group = BootstrapGroup.create(bootstrap,
                        isForeign() ? Optional.of(source.settings().directory()) : Optional.empty());
            }
            for (int i = 0; i < count(); i++) {
                devices.add(device(i, processes));
            }
            if (group != null) {
                // the dialogue with a process that has ended tells how it ended
                group.await(processes, source.settings().startDeadline())
                        .ifPresent(dead -> open(dead, devices.get(dead).get()));
            }
            for (int i = 0; i < count(); i++) {
                chips.add(open(i, devices.get(i).get()));
            }
            for (int i = 0; group != null && i < count(); i++) {
                contexts.add(group.context(i, deviceIds.get(i)));
            }
        } catch (RuntimeException | Error e) {
            discard(processes, e);
            throw e;
        }
    }

    /** Take a chip that another host worker has left, or start a process; it is waited for when the device is asked for. */
    private Supplier<ChildDevice> device(int chip, List<WorkerProcess> processes) {
        Optional<ChildDevice> left = source.kept().flatMap(pool -> pool.take(deviceIds.get(chip)))
                .map(ChildDevice.class::cast).filter(this::isFit);
        if (left.isPresent()) {
            processes.add(left.get().process());
            return group == null ? left::get : bootstrapped(chip, left.get(), group);
        }
        WorkerProcess process = start(chip);
        processes.add(process);
        return () -> device(chip, process);
    }

    /** Have a chip join the group; it waits for the others, so it has a thread of its own. */
    private Supplier<ChildDevice> bootstrapped(int chip, ChildDevice left, BootstrapGroup joined) {
        List<String> words = words(chip, joined).write(memory, joined.segments(chip));
        FutureTask<ChildDevice> joining = new FutureTask<>(() -> left.bootstrap(words), left);
        Thread.ofPlatform().daemon().name("chiptest-bootstrap-" + chip).start(joining);
        return () -> {
            try {
                return joining.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof DeviceException failure
                        ? BootstrapGroup.failure(chip, failure.code(), String.valueOf(failure.getMessage()))
                        : new IllegalStateException("chip " + chip + " could not be asked to start", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw BootstrapGroup.failure(chip, "the thread that waited for it was interrupted");
            }
        };
    }

    private BootstrapWords words(int chip, BootstrapGroup joined) {
        return new BootstrapWords(deviceIds.get(chip), source.settings().startDeadline(), joined.rootInfo(),
                bootstrap.get(chip));
    }

    /** Have a chip that others have used do what everybody needs; it is closed if it cannot. */
    private boolean isFit(ChildDevice left) {
        try {
            left.attach(memory);
            left.probe();
            return true;
        } catch (DeviceException e) {
            // whatever it was, it was nobody's of this host worker
            try (left) {
                return false;
            }
        }
    }

    private WorkerProcess start(int chip) {
        StartupCache.Launch launch = DeviceTraining.launch(source.platform(), source.runtime(), source.settings());
        if (group == null) {
            return WorkerProcess.start(ProcessStarter.shared(), DeviceProcess.forHostWorker(source, launch),
                    source.settings(), memory, Map.of());
        }
        return WorkerProcess.start(ProcessStarter.shared(),
                DeviceProcess.bootstrapped(source, launch, words(chip, group), memory), source.settings(), memory,
                group.segments(chip));
    }

    private HostedChip open(int chip, ChildDevice device) {
        HostedChip opened = new HostedChip(chip, source, deviceIds.get(chip), device);
        try {
            registered.forEach(opened::register);
            return opened;
        } catch (RuntimeException | Error e) {
            try (device) {
                throw e;
            }
        }
    }

    private ChildDevice device(int chip, WorkerProcess process) {
        int deviceId = deviceIds.get(chip);
        try {
            return group == null
                    ? ChildDevice.open(process, source.variant(), deviceId, source.settings())
                    : ChildDevice.opened(process, source.variant(), deviceId, source.settings());
        } catch (WorkerDiedException e) {
            if (process.rejectStartup(e) && group == null) {
                return ChildDevice.open(start(chip), source.variant(), deviceId, source.settings());
            }
            throw group == null ? e : BootstrapGroup.failure(chip, e.code(), String.valueOf(e.getMessage()));
        } catch (DeviceException e) {
            throw WorkerException.of("chip " + chip + " (" + source.variant() + ", device " + deviceId
                    + "): simpler_init failed with code " + e.code(), e);
        }
    }

    /** End processes of a start that failed, at once: the others may wait for the one that failed. */
    private void discard(List<WorkerProcess> processes, Throwable failure) {
        try (OpenResources all = new OpenResources()) {
            if (group != null) {
                group.abort("the start of the host worker failed: " + failure.getMessage());
                all.add(group);
            }
            processes.forEach(all::add);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        group = null;
        chips.clear();
        contexts.clear();
    }

    /** Chips of a group that a foreign library connects leave it together: each may wait for the others. */
    private void leaveTogether(BootstrapGroup present) {
        if (present.rootInfo().isEmpty()) {
            return;
        }
        boolean leaving = chips.size() == count() && chips.stream().allMatch(HostedChip::isUsable)
                && chips.stream().allMatch(HostedChip::beginClose);
        if (!leaving) {
            // one will not come, the others would wait for it
            chips.forEach(HostedChip::distrust);
        }
    }

    private boolean isForeign() {
        return source.settings().platformDescription().isPresent();
    }

    private void closeChips() {
        if (group != null) {
            leaveTogether(group);
        }
        try (OpenResources all = new OpenResources()) {
            if (group != null) {
                all.add(group);
            }
            chips.forEach(all::add);
            group = null;
            chips.clear();
            contexts.clear();
        }
    }
}
