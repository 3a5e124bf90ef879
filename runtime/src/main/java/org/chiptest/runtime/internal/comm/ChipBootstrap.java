package org.chiptest.runtime.internal.comm;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final ChipGroup.@Nullable Member member;
    /** Addresses of the buffers in the window. */
    private final Map<String, Long> buffers = new HashMap<>();

    private ChipBootstrap(BootstrapConfig config, ChipGroup.@Nullable Member member) {
        this.config = config;
        this.member = member;
    }

    /**
     * Join the group, lay out and fill the buffers, and say so in the channel. If that fails, the channel says why, and the other
     * ranks are released.
     *
     * @param group what the chip joins if its configuration says so
     */
    public static ChipBootstrap start(BootstrapConfig config, Optional<ChipGroup> group, BootstrapChannel channel) {
        ChipGroup.@Nullable Member member = null;
        try {
            requireStagings(config);
            member = join(config, group, channel);
            ChipBootstrap bootstrap = new ChipBootstrap(config, member);
            long[] addresses = bootstrap.carve();
            bootstrap.loadFromHost(channel);
            bootstrap.publish(channel, addresses);
            return bootstrap;
        } catch (RuntimeException | Error e) {
            // leaving may take until the others leave too: whoever ends them must know before
            fail(config, group, channel, e.getClass().getSimpleName() + ": " + e.getMessage(),
                    e instanceof CommException comm && comm.causedByPeer() ? RELEASED : FAILED);
            if (member != null) {
                member.close();
            }
            throw e;
        }
    }

    /** Say that a chip cannot start, and release the other ranks: in this order, so that the parent finds the cause first. */
    public static void fail(BootstrapConfig config, Optional<ChipGroup> group, BootstrapChannel channel,
            String text, int code) {
        channel.writeError(code, text);
        config.comm().ifPresent(comm -> group.ifPresent(
                joining -> joining.abort(comm, "rank " + comm.rank() + " failed: " + text)));
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
                joined().copyFrom(host, address(buffer));
            }
        }
    }

    @Override
    public void close() {
        if (member != null) {
            member.close();
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

    private static ChipGroup.@Nullable Member join(BootstrapConfig config, Optional<ChipGroup> group,
            BootstrapChannel channel) {
        if (config.comm().isEmpty()) {
            if (!config.buffers().isEmpty()) {
                throw new IllegalArgumentException(
                        "buffers lie in a window, which a chip without comm has not; give it a"
                                + " rank, or leave the buffers out: "
                                + config.buffers().stream().map(BootstrapConfig.Buffer::name).toList());
            }
            return null;
        }
        return group.orElseThrow(() -> new IllegalArgumentException("a rank needs a group to join"))
                .join(config.comm().get(), channel::writeStep);
    }

    private long[] carve() {
        long[] addresses = new long[config.buffers().size()];
        long offset = 0;
        for (int i = 0; i < addresses.length; i++) {
            BootstrapConfig.Buffer buffer = config.buffers().get(i);
            long windowBytes = joined().windowBytes();
            if (buffer.bytes() > windowBytes - offset) {
                throw new IllegalArgumentException("buffer '" + buffer.name() + "' of " + buffer.bytes()
                        + " bytes does not fit into the window: " + offset + " of its " + windowBytes
                        + " bytes are taken; make windows larger");
            }
            addresses[i] = joined().window() + offset;
            if (buffers.put(buffer.name(), addresses[i]) != null) {
                throw new IllegalArgumentException("two buffers are called '" + buffer.name() + "'; rename one");
            }
            offset += buffer.bytes();
        }
        return addresses;
    }

    private void loadFromHost(BootstrapChannel channel) {
        for (BootstrapConfig.Buffer buffer : config.buffers()) {
            if (buffer.loadFromHost() && buffer.bytes() > 0) {
                MemorySegment host = config.input(buffer).orElseThrow().memory();
                if (host.byteSize() != buffer.bytes()) {
                    throw new IllegalArgumentException("load_from_host='" + buffer.name() + "': "
                            + sizes(buffer, host));
                }
                channel.writeStep("filling buffer '" + buffer.name() + "'");
                joined().copyTo(address(buffer), host);
            }
        }
        if (member != null) {
            member.filled(channel::writeStep);
        }
    }

    private void publish(BootstrapChannel channel, long[] addresses) {
        if (member == null) {
            channel.writeSuccess(0, 0, 0, addresses);
        } else {
            channel.writeSuccess(member.context(), member.window(), member.windowBytes(), addresses);
        }
    }

    /** Buffers lie in a window: a configuration with some, and without a group, was refused. */
    private ChipGroup.Member joined() {
        return Objects.requireNonNull(member);
    }

    private long address(BootstrapConfig.Buffer buffer) {
        return Objects.requireNonNull(buffers.get(buffer.name()));
    }

    private static String sizes(BootstrapConfig.Buffer buffer, MemorySegment host) {
        return "the buffer has " + buffer.bytes() + " bytes, the host memory of this name " + host.byteSize();
    }
}
