package org.chiptest.runtime.internal.memory;

/**
 * Say which ring scopes allocate from: each of the outer ones has one, all inner ones share the last
 * ({@code docs/contract/host-workers.md#slab-rings}).
 */
public final class DepthRings {

    /** How many rings there are. */
    public static final int COUNT = 4;

    private DepthRings() {}

    /** Return the index of the ring for scopes of this depth, the outermost being 0. */
    public static int indexOf(int depth) {
        return Math.clamp(depth, 0, COUNT - 1);
    }
}
