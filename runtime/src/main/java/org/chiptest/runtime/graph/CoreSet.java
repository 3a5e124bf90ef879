package org.chiptest.runtime.graph;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The idle cores of a run, as data: three words, one for each place in a cluster, with a bit for each cluster.
 *
 * <p>Core numbers are those of the specification (4.3): AIC of cluster c is core c, the AIV of lane l is core
 * {@code blockDim + 2c + l}. A core belongs to whoever cleared its bit, until that thread sets it again.
 */
final class CoreSet {

    /** No core of the wanted kind is idle. */
    static final int NONE = -1;

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    /** Words lie a cache line apart, so that cube and vector cores do not disturb each other. */
    private static final int STRIDE = 8;

    private final long[] idle = new long[STRIDE * (Task.SLOTS + 1)];
    private int blockDim;

    /** Make all cores of this many clusters idle; nobody may hold a core. */
    void reset(int blockDim) {
        if (blockDim < 1 || blockDim > Long.SIZE) {
            throw new IllegalArgumentException("block dim is 1 to " + Long.SIZE + ", found " + blockDim);
        }
        this.blockDim = blockDim;
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

    /** Take an idle core for a task of shape AIC or AIV, or {@link #NONE}. */
    int acquire(TaskShape shape) {
        if (shape == TaskShape.AIC) {
            return acquireSlot(0);
        }
        int core = acquireSlot(1);
        return core == NONE ? acquireSlot(2) : core;
    }

    /** Give a core back. */
    void release(int core) {
        WORD.getAndBitwiseOr(idle, word(slotOf(core)), 1L << clusterOf(core));
    }

    /** Tell whether a core of this shape is idle; a hint. */
    boolean hasIdle(TaskShape shape) {
        return shape == TaskShape.AIC ? idle(0) != 0 : (idle(1) | idle(2)) != 0;
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

    private int acquireSlot(int slot) {
        long bits = idle(slot);
        while (bits != 0) {
            long lowest = Long.lowestOneBit(bits);
            long seen = (long) WORD.getAndBitwiseAnd(idle, word(slot), ~lowest);
            if ((seen & lowest) != 0) {
                return core(Long.numberOfTrailingZeros(lowest), slot);
            }
            bits = idle(slot);
        }
        return NONE;
    }

    private long idle(int slot) {
        return (long) WORD.getVolatile(idle, word(slot));
    }

    private static int word(int slot) {
        return STRIDE * (slot + 1);
    }
}
