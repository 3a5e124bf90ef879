package org.chiptest.runtime.graph;

import java.lang.foreign.MemorySegment;

/**
 * What a graph runtime passes in to the scheduler: everything in which host_build_graph and tensormap_and_ringbuffer
 * differ once tasks run. All methods are called by whichever thread runs the task.
 */
public interface GraphPolicy {

    /**
     * Lay out the arguments of one block and return their address, valid for the call.
     *
     * @param place   place of the core in its cluster: 0 AIC, 1 AIV0, 2 AIV1
     * @param scratch memory of the calling thread, {@link Scheduler#SCRATCH_BYTES} bytes aligned to 64
     */
    long arguments(Task task, int block, int place, MemorySegment scratch);

    /** Decide after the last block returned whether the task completes now, or the policy completes it later. */
    boolean blocksDone(Task task);

    /** Note that a task has completed and its successors know; the task object may be used anew from here on. */
    void completed(Task task);
}
