package org.chiptest.runtime.internal.comm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.stream.LongStream;

import org.chiptest.runtime.comm.BootstrapConfig;

/**
 * One rank of a group, in the process of its chip: its window, the context that kernels get, the barrier.
 *
 * <p>The context and the windows' addresses are this process's own and stay where they are until it ends. The mapping of the windows is
 * kept by who made it.
 */
public final class CommRank implements AutoCloseable {

    private static final VarHandle LONG = JAVA_LONG.varHandle();

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final BootstrapConfig.Rank config;
    private final CommBarrier barrier;
    private final MemorySegment context;

    private CommRank(MemorySegment memory, BootstrapConfig.Rank config) {
        this.memory = memory;
        this.config = config;
        this.barrier = new CommBarrier(memory, config.ranks());
        this.context = arena.allocate(CommContextDescriptor.SIZE, CommContextDescriptor.ALIGNMENT);
        long[] windows = LongStream.range(0, config.ranks()).map(rank -> memory.address() + offset(rank)).toArray();
        CommContextDescriptor.write(context, config.rank(), config.windowBytes(), windows);
    }

    /**
     * Join a group and wait until all its ranks have.
     *
     * @param memory header and windows, as this process has mapped them
     * @throws IllegalArgumentException if the memory has no windows for such a group, or the rank is taken
     * @throws CommException            if another rank failed, or some have not come by the deadline
     */
    public static CommRank join(MemorySegment memory, BootstrapConfig.Rank config, Duration deadline) {
        requireWindows(memory, config);
        long bit = 1L << config.rank();
        long joined = (long) LONG.getAndBitwiseOr(memory, CommWindowsDescriptor.JOINED, bit);
        if ((joined & bit) != 0) {
            throw new IllegalArgumentException("rank " + config.rank() + " of " + config.ranks()
                    + " has joined already; give each chip a rank of its own");
        }
        RankProcess.own().ifPresent(process -> process.enter(memory, config.rank()));
        CommRank rank = new CommRank(memory, config);
        try {
            rank.barrier("the start of the group", deadline);
            return rank;
        } catch (RuntimeException | Error e) {
            rank.close();
            throw e;
        }
    }

    /** Release the other ranks of a group that this one cannot join, or cannot stay in. */
    public static void abort(MemorySegment memory, BootstrapConfig.Rank config, String reason) {
        new CommBarrier(memory, config.ranks()).abort(config.rank() + 1, reason);
    }

    /** Wait until all ranks have come here. */
    public void barrier(Duration deadline) {
        barrier("a barrier", deadline);
    }

    /** Return the address of this rank's {@code CommContext} (layout: {@link CommContextDescriptor}). */
    public MemorySegment context() {
        return context;
    }

    /** Return this rank's window. */
    public MemorySegment window() {
        return memory.asSlice(offset(config.rank()), config.windowBytes());
    }

    /** Free the context; kernels must not use it any more. */
    @Override
    public void close() {
        arena.close();
    }

    private void barrier(String what, Duration deadline) {
        barrier.await(config.rank(), what, deadline);
    }

    private long offset(long rank) {
        return CommWindowsDescriptor.WINDOWS + rank * config.windowBytes();
    }

    private static void requireWindows(MemorySegment memory, BootstrapConfig.Rank config) {
        boolean known = memory.byteSize() >= CommWindowsDescriptor.WINDOWS
                && memory.get(JAVA_LONG, CommWindowsDescriptor.MAGIC) == CommWindowsDescriptor.MAGIC_VALUE;
        if (!known || memory.byteSize() < CommWindows.size(config.ranks(), config.windowBytes())
                || memory.get(JAVA_INT, CommWindowsDescriptor.RANKS) != config.ranks()
                || memory.get(JAVA_LONG, CommWindowsDescriptor.WINDOW_SIZE) != config.windowBytes()) {
            throw new IllegalArgumentException("memory of " + memory.byteSize() + " bytes "
                    + (known
                            ? "has windows for " + memory.get(JAVA_INT, CommWindowsDescriptor.RANKS) + " ranks of "
                                    + memory.get(JAVA_LONG, CommWindowsDescriptor.WINDOW_SIZE) + " bytes each, not "
                            : "has no windows, ")
                    + "for " + config.ranks() + " ranks of " + config.windowBytes()
                    + " bytes; all ranks of a group have the same number of ranks and window size");
        }
    }
}
