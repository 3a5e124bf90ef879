package org.chiptest.runtime.internal.graph;

import java.lang.foreign.MemorySegment;

/**
 * What a graph runtime passes in to the scheduler: everything in which host_build_graph and tensormap_and_ringbuffer
 * differ once tasks run. Methods are called by whichever thread runs the task, unless noted.
 */
public interface GraphPolicy {

    /**
     * Lay out the arguments of one block and return their address, valid for the call.
     *
     * @param place   place of the core in its cluster: 0 AIC, 1 AIV0, 2 AIV1
     * @param scratch memory of the calling thread, {@link Scheduler#SCRATCH_BYTES} bytes aligned to 64
     */
    long arguments(Task task, int block, int place, MemorySegment scratch);

    /** Look at what a kernel that has returned left in the thread's scratch memory. */
    default void returned(Task task, MemorySegment scratch) {}

    /** Decide after the last block returned whether the task completes now, or the policy completes it later. */
    boolean blocksDone(Task task);

    /** Note that a task has completed and its successors know; the task object may be used anew from here on. */
    void completed(Task task);

    /**
     * Complete the held tasks that need not be held any longer. Called by the device's caller while it waits.
     *
     * @return true if any task was held: one that still is may be completed by something outside of the run
     */
    default boolean poll() {
        return false;
    }

    /** Describe the held tasks and what they wait for; empty if there is none. Called by any thread. */
    default String held() {
        return "";
    }

    /** Note that the run has failed, so that whoever submits can stop. Called by any thread. */
    default void failed() {}
}
