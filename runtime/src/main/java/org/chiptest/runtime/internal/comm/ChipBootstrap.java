package org.chiptest.runtime.internal.comm;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.chiptest.runtime.comm.BootstrapConfig;
import org.jspecify.annotations.Nullable;

/**
 * The start of a chip in its process, and what follows each of its tasks ({@code docs/contract/workers.md#bootstrap-channel}). Used by one thread.
 */
public final class ChipBootstrap implements AutoCloseable {

    /** Error code of a start that failed by itself. */
    public static final int FAILED = 1;

    /** Error code of a start that another rank's failure ended. */
    public static final int RELEASED = 2;

    private final BootstrapConfig config;
    private final @Nullable CommRank rank;
    private final Map<String, MemorySegment> buffers = new HashMap<>();

    private ChipBootstrap(BootstrapConfig config, @Nullable CommRank rank) {
        this.config = config;
        this.rank = rank;
    }

    /**
     * Join the group, lay out and fill the buffers, and say so in the channel. If that fails, the channel says why, and the other
     * ranks are released.
     *
     * @param windows  header and windows of the group, if there is one
     * @param deadline longest wait for the other ranks
     */
    public static ChipBootstrap start(BootstrapConfig config, Optional<MemorySegment> windows,
            BootstrapChannel channel, Duration deadline) {
        @Nullable
        CommRank rank = null;
        try {
            requireStagings(config);
            rank = join(config, windows, deadline);
            ChipBootstrap bootstrap = new ChipBootstrap(config, rank);
            long[] addresses = bootstrap.carve();
            bootstrap.loadFromHost();
            bootstrap.publish(channel, addresses);
            return bootstrap;
        } catch (RuntimeException | Error e) {
            if (rank != null) {
                rank.close();
            }
            fail(config, windows, channel, e.getClass().getSimpleName() + ": " + e.getMessage(),
                    e instanceof CommException comm && comm.causedByPeer() ? RELEASED : FAILED);
            throw e;
        }
    }

    /** Say that a chip cannot start, and release the other ranks: in this order, so that the parent finds the cause first. */
    public static void fail(BootstrapConfig config, Optional<MemorySegment> windows, BootstrapChannel channel,
            String text, int code) {
        channel.writeError(code, text);
        config.comm().ifPresent(comm -> windows.ifPresent(memory -> CommRank.abort(memory, comm,
                "rank " + comm.rank() + " failed: " + text)));
    }

    /**
     * Copy buffers to the host, as follows each successful task.
     *
     * @throws IllegalStateException if one cannot be copied, with its name
     */
    public void storeToHost() {
        for (BootstrapConfig.Buffer buffer : config.buffers()) {
            if (buffer.storeToHost() && buffer.bytes() > 0) {
                MemorySegment host = config.output(buffer).orElseThrow().memory();
                if (host.byteSize() != buffer.bytes()) {
                    throw new IllegalStateException("store_to_host='" + buffer.name() + "': "
                            + sizes(buffer, host));
                }
                host.copyFrom(memory(buffer));
            }
        }
    }

    @Override
    public void close() {
        if (rank != null) {
            rank.close();
        }
    }

    private static void requireStagings(BootstrapConfig config) {
        for (BootstrapConfig.Buffer buffer : config.buffers()) {
            if (buffer.loadFromHost() && config.input(buffer).isEmpty()) {
                throw unmatched(buffer, "load_from_host", "host_inputs", config.hostInputs());
            }
            if (buffer.storeToHost() && config.output(buffer).isEmpty()) {
                throw unmatched(buffer, "store_to_host", "host_outputs", config.hostOutputs());
            }
        }
    }

    private static IllegalArgumentException unmatched(BootstrapConfig.Buffer buffer, String flag, String list,
            List<BootstrapConfig.Staging> stagings) {
        return new IllegalArgumentException("buffer '" + buffer.name() + "' with " + flag
                + " requires a matching BootstrapConfig.Staging in host_inputs/host_outputs; " + list + " has "
                + stagings.stream().map(BootstrapConfig.Staging::name).toList());
    }

    private static @Nullable CommRank join(BootstrapConfig config, Optional<MemorySegment> windows, Duration deadline) {
        if (config.comm().isEmpty()) {
            if (!config.buffers().isEmpty()) {
                throw new IllegalArgumentException(
                        "buffers lie in a window, which a chip without comm has not; give it a"
                                + " rank, or leave the buffers out: "
                                + config.buffers().stream().map(BootstrapConfig.Buffer::name).toList());
            }
            return null;
        }
        return CommRank.join(windows.orElseThrow(
                () -> new IllegalArgumentException("a rank needs the windows of its group")), config.comm().get(),
                deadline);
    }

    private long[] carve() {
        long[] addresses = new long[config.buffers().size()];
        long offset = 0;
        for (int i = 0; i < addresses.length; i++) {
            BootstrapConfig.Buffer buffer = config.buffers().get(i);
            MemorySegment window = window().orElseThrow();
            if (buffer.bytes() > window.byteSize() - offset) {
                throw new IllegalArgumentException("buffer '" + buffer.name() + "' of " + buffer.bytes()
                        + " bytes does not fit into the window: " + offset + " of its " + window.byteSize()
                        + " bytes are taken; make windows larger");
            }
            MemorySegment memory = window.asSlice(offset, buffer.bytes());
            if (buffers.put(buffer.name(), memory) != null) {
                throw new IllegalArgumentException("two buffers are called '" + buffer.name() + "'; rename one");
            }
            addresses[i] = memory.address();
            offset += buffer.bytes();
        }
        return addresses;
    }

    private void loadFromHost() {
        for (BootstrapConfig.Buffer buffer : config.buffers()) {
            if (buffer.loadFromHost() && buffer.bytes() > 0) {
                MemorySegment host = config.input(buffer).orElseThrow().memory();
                if (host.byteSize() != buffer.bytes()) {
                    throw new IllegalArgumentException("load_from_host='" + buffer.name() + "': "
                            + sizes(buffer, host));
                }
                memory(buffer).copyFrom(host);
            }
        }
    }

    private void publish(BootstrapChannel channel, long[] addresses) {
        long context = rank != null ? rank.context().address() : 0;
        channel.writeSuccess(context, window().map(MemorySegment::address).orElse(0L),
                window().map(MemorySegment::byteSize).orElse(0L), addresses);
    }

    private Optional<MemorySegment> window() {
        return Optional.ofNullable(rank).map(CommRank::window);
    }

    private MemorySegment memory(BootstrapConfig.Buffer buffer) {
        MemorySegment memory = buffers.get(buffer.name());
        if (memory == null) {
            throw new IllegalStateException("buffer '" + buffer.name() + "' has no memory yet");
        }
        return memory;
    }

    private static String sizes(BootstrapConfig.Buffer buffer, MemorySegment host) {
        return "the buffer has " + buffer.bytes() + " bytes, the host memory of this name " + host.byteSize();
    }
}
