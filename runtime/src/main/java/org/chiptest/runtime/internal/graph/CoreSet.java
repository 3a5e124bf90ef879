package org.chiptest.runtime.internal.graph;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The idle cores of a run, as data: three words, one for each place in a cluster, with a bit for each cluster.
 *
 * <p>Core numbers are those of the contract ({@code docs/contract/devices.md#identity-of-kernels}): AIC of cluster c is core c, the AIV of lane l is
 * core {@code blockDim + 2c + l}. A core belongs to whoever cleared its bit, until that thread sets it again.
 */
final class CoreSet {

    /** No core of the wanted kind is idle. */
    static final int NONE = -1;

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    /** Words lie a cache line apart, so that cube and vector cores do not disturb each other. */
    private static final int STRIDE = 8;

    private final long[] idle = new long[STRIDE * (Task.SLOTS + 1)];
    private int blockDim;

    /** A bit for the cluster that is kept for a mixed task, where no single task may begin. */
    private volatile long reserved;

    /** Make all cores of this many clusters idle; nobody may hold a core. */
    void reset(int blockDim) {
        if (blockDim < 1 || blockDim > Long.SIZE) {
            throw new IllegalArgumentException("block dim is 1 to " + Long.SIZE + ", found " + blockDim);
        }
        this.blockDim = blockDim;
        reserved = 0;
        long all = -1L >>> Long.SIZE - blockDim;
        for (int slot = 0; slot < Task.SLOTS; slot++) {
            WORD.setVolatile(idle, word(slot), all);
        }
    }

    int blockDim() {
        return blockDim;
    }

    /** Return how many cores the run has. */
    int size() {
        return blockDim * Task.SLOTS;
    }

    /** Take idle cores for one block, or {@link #NONE}: a core of the shape, or for MIX a cluster, told by its AIC. */
    int acquire(TaskShape shape) {
        return acquire(shape, ~reserved);
    }

    /**
     * Take idle cores for this many blocks at once and tell them in {@code taken}, or take nothing and return false. What is
     * reserved does not matter: while blocks wait to start together, no mixed task begins.
     */
    boolean acquireAll(TaskShape shape, int blocks, int[] taken) {
        if (idleBlocks(shape) < blocks) {
            return false;
        }
        for (int i = 0; i < blocks; i++) {
            taken[i] = acquire(shape, -1L);
            if (taken[i] == NONE) {
                for (int j = 0; j < i; j++) {
                    releaseAll(shape, taken[j]);
                }
                return false;
            }
        }
        return true;
    }

    /** Give a core back. */
    void release(int core) {
        WORD.getAndBitwiseOr(idle, word(slotOf(core)), 1L << clusterOf(core));
    }

    /** Give back what {@link #acquire} took for one block. */
    void releaseAll(TaskShape shape, int core) {
        release(core);
        if (shape == TaskShape.MIX) {
            release(core(core, 1));
            release(core(core, 2));
        }
    }

    /** Keep the cluster with the most idle cores for a mixed task. */
    void reserveCluster() {
        int best = 0;
        int most = -1;
        for (int cluster = 0; cluster < blockDim; cluster++) {
            long bit = 1L << cluster;
            int idle = Long.bitCount(idle(0) & bit) + Long.bitCount(idle(1) & bit) + Long.bitCount(idle(2) & bit);
            if (idle > most) {
                most = idle;
                best = cluster;
            }
        }
        reserved = 1L << best;
    }

    /** Keep no cluster any more. */
    void endReservation() {
        reserved = 0;
    }

    /** Tell whether a cluster is kept for a mixed task. */
    boolean hasReserved() {
        return reserved != 0;
    }

    /** Tell whether a block of this shape finds idle cores; a hint. */
    boolean hasIdle(TaskShape shape) {
        return switch (shape) {
            case AIC -> (idle(0) & ~reserved) != 0;
            case AIV -> ((idle(1) | idle(2)) & ~reserved) != 0;
            case MIX -> (idle(0) & idle(1) & idle(2)) != 0;
            case DUMMY -> true;
        };
    }

    /** Return how many blocks of this shape find idle cores at the same time; a hint. */
    int idleBlocks(TaskShape shape) {
        return switch (shape) {
            case AIC -> Long.bitCount(idle(0));
            case AIV -> Long.bitCount(idle(1)) + Long.bitCount(idle(2));
            case MIX -> Long.bitCount(idle(0) & idle(1) & idle(2));
            case DUMMY -> Integer.MAX_VALUE;
        };
    }

    /** Return the cluster that a core belongs to. */
    int clusterOf(int core) {
        return core < blockDim ? core : (core - blockDim) / 2;
    }

    /** Return the kernel slot that a core serves: 0 AIC, 1 and 2 the AIV lanes. */
    int slotOf(int core) {
        return core < blockDim ? 0 : 1 + (core - blockDim) % 2;
    }

    /** Return the core of a cluster that serves a kernel slot. */
    int core(int cluster, int slot) {
        return slot == 0 ? cluster : blockDim + 2 * cluster + slot - 1;
    }

    private int acquire(TaskShape shape, long clusters) {
        return switch (shape) {
            case AIC -> acquireSlot(0, clusters);
            case AIV -> {
                int core = acquireSlot(1, clusters);
                yield core == NONE ? acquireSlot(2, clusters) : core;
            }
            case MIX -> acquireCluster();
            case DUMMY -> NONE;
        };
    }

    private int acquireSlot(int slot, long clusters) {
        long bits = idle(slot) & clusters;
        while (bits != 0) {
            long lowest = Long.lowestOneBit(bits);
            if (clear(slot, lowest)) {
                return core(Long.numberOfTrailingZeros(lowest), slot);
            }
            bits = idle(slot) & clusters;
        }
        return NONE;
    }

    private int acquireCluster() {
        long bits = idle(0) & idle(1) & idle(2);
        while (bits != 0) {
            long lowest = Long.lowestOneBit(bits);
            int taken = 0;
            while (taken < Task.SLOTS && clear(taken, lowest)) {
                taken++;
            }
            if (taken == Task.SLOTS) {
                return Long.numberOfTrailingZeros(lowest);
            }
            while (taken > 0) {
                WORD.getAndBitwiseOr(idle, word(--taken), lowest);
            }
            bits = idle(0) & idle(1) & idle(2) & -lowest & ~lowest;
        }
        return NONE;
    }

    private boolean clear(int slot, long bit) {
        return ((long) WORD.getAndBitwiseAnd(idle, word(slot), ~bit) & bit) != 0;
    }

    private long idle(int slot) {
        return (long) WORD.getVolatile(idle, word(slot));
    }

    private static int word(int slot) {
        return STRIDE * (slot + 1);
    }
}
