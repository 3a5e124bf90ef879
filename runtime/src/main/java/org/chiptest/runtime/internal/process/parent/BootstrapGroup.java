package org.chiptest.runtime.internal.process.parent;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.chiptest.runtime.comm.BootstrapConfig;
import org.chiptest.runtime.comm.ChipContext;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.comm.BootstrapChannel;
import org.chiptest.runtime.internal.comm.BootstrapChannelDescriptor;
import org.chiptest.runtime.internal.comm.ChipBootstrap;
import org.chiptest.runtime.internal.comm.CommWindows;
import org.chiptest.runtime.internal.memory.MemoryFile;
import org.chiptest.runtime.internal.process.death.HangReport;
import org.chiptest.runtime.internal.process.launch.OpenResources;
import org.chiptest.runtime.internal.process.launch.WorkerDirectory;
import org.chiptest.runtime.internal.segment.SegmentReference;
import org.chiptest.runtime.internal.settings.HostClock;
import org.chiptest.runtime.worker.WorkerException;
import org.jspecify.annotations.Nullable;

/** What chips share that start together: the windows, and a channel of each to its parent. Used by one thread. */
final class BootstrapGroup implements AutoCloseable {

    private static final long POLL_NANOS = 1_000_000;

    private final OpenResources resources = new OpenResources();
    private final List<BootstrapConfig> configs;
    private final List<MemoryFile> channelFiles = new ArrayList<>();
    private final List<BootstrapChannel> channels = new ArrayList<>();
    /** Null if nobody has a rank, or a foreign library has the windows. */
    private final @Nullable CommWindows windows;
    private final Optional<Path> rootInfo;

    private BootstrapGroup(List<BootstrapConfig> configs, Optional<Path> foreign) {
        this.configs = configs;
        try {
            List<BootstrapConfig.Rank> ranks = ranks(configs);
            boolean ours = foreign.isEmpty() && !ranks.isEmpty();
            windows = ours
                    ? resources.add(CommWindows.create(ranks.size(), ranks.getFirst().windowBytes()))
                    : null;
            // a name that no group had before, and no file yet: what another group has left there is not for this one
            rootInfo = foreign.filter(_ -> !ranks.isEmpty())
                    .map(folder -> resources.add(WorkerDirectory.create(folder)).scratch().resolve("root-info"));
            for (BootstrapConfig config : configs) {
                MemoryFile file = resources
                        .add(MemoryFile.create("chiptest-bootstrap", BootstrapChannelDescriptor.SIZE));
                channelFiles.add(file);
                channels.add(new BootstrapChannel(resources.add(file.map()).segment(), config.buffers().size()));
            }
        } catch (RuntimeException | Error e) {
            resources.close();
            throw e;
        }
    }

    /**
     * Create the shared memory of these chips.
     *
     * @param foreign where files may be, if a foreign library has the windows
     * @throws IllegalArgumentException if their ranks do not make a group
     */
    static BootstrapGroup create(List<BootstrapConfig> configs, Optional<Path> foreign) {
        return new BootstrapGroup(List.copyOf(configs), foreign);
    }

    /** Return the file by which ranks find each other that a foreign library connects. */
    Optional<Path> rootInfo() {
        return rootInfo;
    }

    /** Return what the process of one chip maps, by segment number. */
    Map<Integer, MemoryFile> segments(int chip) {
        Map<Integer, MemoryFile> segments = new HashMap<>();
        segments.put(SegmentReference.BOOTSTRAP_CHANNEL, channelFiles.get(chip));
        if (windows != null && configs.get(chip).comm().isPresent()) {
            segments.put(SegmentReference.WINDOWS, windows.file());
        }
        return segments;
    }

    /**
     * Wait until all chips have started.
     *
     * @return the chip whose process has ended without a word, if there is one
     * @throws WorkerException if one cannot start, ends, or gives no answer in time; the first cause is reported
     */
    OptionalInt await(List<WorkerProcess> processes, Duration deadline) {
        long end = HostClock.nanos() + deadline.toNanos();
        while (true) {
            // the others may fail because of it
            OptionalInt dead = IntStream.range(0, channels.size())
                    .filter(chip -> !processes.get(chip).process().isAlive()
                            && stateOf(chip) == BootstrapChannel.State.IDLE)
                    .findFirst();
            if (dead.isPresent()) {
                return dead;
            }
            List<Integer> pending = pending();
            if (pending.isEmpty()) {
                return OptionalInt.empty();
            }
            if (HostClock.nanos() - end > 0) {
                throw left(pending, processes, "it gave no answer within " + deadline.toMillis() + " ms");
            }
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw left(pending, processes, "the thread that waited for it was interrupted");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Return what is known about a chip that has started. */
    ChipContext context(int chip, int deviceId) {
        BootstrapConfig config = configs.get(chip);
        BootstrapChannel channel = channels.get(chip);
        if (channel.bufferCount() != config.buffers().size()) {
            throw failure(chip, "it has " + channel.bufferCount() + " buffers, " + config.buffers().size()
                    + " were asked for; its channel was overwritten");
        }
        long[] addresses = channel.buffers();
        Map<String, Long> buffers = new HashMap<>();
        for (int i = 0; i < addresses.length; i++) {
            buffers.put(config.buffers().get(i).name(), addresses[i]);
        }
        return new ChipContext(deviceId, config.comm().map(BootstrapConfig.Rank::rank).orElse(0),
                config.comm().map(BootstrapConfig.Rank::ranks).orElse(1), channel.deviceContext(), channel.windowBase(),
                channel.windowSize(), buffers);
    }

    /** Return the window of a chip, to be read; empty if it has none. */
    MemorySegment window(int chip) {
        Optional<BootstrapConfig.Rank> comm = configs.get(chip).comm();
        return windows == null || comm.isEmpty()
                ? MemorySegment.NULL
                : windows.window(comm.get().rank(), comm.get().windowBytes());
    }

    /** Release ranks that wait for each other. */
    void abort(String reason) {
        if (windows != null) {
            windows.abort(reason);
        }
    }

    static WorkerException failure(int chip, String text) {
        return failure(chip, DeviceException.FAILED, text);
    }

    static WorkerException failure(int chip, int code, String text) {
        return new WorkerException(code, "chip " + chip + " bootstrap failed: " + text);
    }

    /** Release the memory, after the processes. */
    @Override
    public void close() {
        resources.close();
    }

    /** Return the chips that have said nothing yet. */
    private List<Integer> pending() {
        List<Integer> failed = chipsIn(BootstrapChannel.State.ERROR);
        if (!failed.isEmpty()) {
            // a chip that fails says so before it releases the others
            int cause = failed.stream().filter(chip -> channels.get(chip).errorCode() != ChipBootstrap.RELEASED)
                    .findFirst().orElse(failed.getFirst());
            throw failure(cause, channels.get(cause).errorCode(), channels.get(cause).errorText());
        }
        return chipsIn(BootstrapChannel.State.IDLE);
    }

    private List<Integer> chipsIn(BootstrapChannel.State state) {
        return IntStream.range(0, channels.size()).filter(chip -> stateOf(chip) == state).boxed().toList();
    }

    private BootstrapChannel.State stateOf(int chip) {
        return channels.get(chip).state()
                .orElseThrow(() -> failure(chip, "its bootstrap channel was overwritten"));
    }

    /** The one that has come least far keeps the others waiting. */
    private WorkerException left(List<Integer> pending, List<WorkerProcess> processes, String why) {
        int chip = pending.stream().filter(each -> !silence(processes, each).isEmpty()).findFirst()
                .orElseGet(() -> Collections.min(pending, Comparator.comparingInt(each -> channels.get(each).steps())));
        String others = pending.stream().filter(each -> each != chip && !doing(each).isEmpty())
                .map(each -> "; chip " + each + " waited" + doing(each)).collect(Collectors.joining());
        return failure(chip, why + doing(chip) + silence(processes, chip) + others);
    }

    private String doing(int chip) {
        return channels.get(chip).steps() == 0 ? "" : " in " + channels.get(chip).errorText();
    }

    private static String silence(List<WorkerProcess> processes, int chip) {
        return HangReport.stillness(processes.get(chip).mailbox());
    }

    private static List<BootstrapConfig.Rank> ranks(List<BootstrapConfig> configs) {
        List<BootstrapConfig.Rank> ranks = configs.stream().map(BootstrapConfig::comm).flatMap(Optional::stream)
                .toList();
        boolean alike = ranks.stream().allMatch(
                rank -> rank.ranks() == ranks.size() && rank.windowBytes() == ranks.getFirst().windowBytes());
        if (!alike || ranks.stream().map(BootstrapConfig.Rank::rank).distinct().count() != ranks.size()) {
            throw new IllegalArgumentException(
                    "the ranks of one host worker are one group: each has its own rank below "
                            + ranks.size() + ", the number of chips with a rank, and the same window size; found "
                            + ranks);
        }
        return ranks;
    }
}
