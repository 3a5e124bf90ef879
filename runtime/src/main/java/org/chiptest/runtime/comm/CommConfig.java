package org.chiptest.runtime.comm;

import org.chiptest.runtime.internal.comm.CommContextDescriptor;

/**
 * The part of one chip in a group.
 *
 * @param rank        0 to {@code ranks} - 1, each once in a group
 * @param ranks       number of ranks, 1 to 64
 * @param windowBytes size of each rank's window, the same for all
 */
public record CommConfig(int rank, int ranks, long windowBytes) {

    public CommConfig {
        CommContextDescriptor.requireRanks(ranks);
        if (rank < 0 || rank >= ranks) {
            throw new IllegalArgumentException("rank " + rank + " of " + ranks + ": ranks are 0 to " + (ranks - 1));
        }
        if (windowBytes < 1 || windowBytes > 1L << 40) {
            throw new IllegalArgumentException("a window has " + windowBytes + " bytes; 1 to 2^40 are possible");
        }
    }
}
