package org.chiptest.runtime.internal.comm;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

import org.chiptest.runtime.comm.BootstrapConfig;

/**
 * The group that a chip is to join, so that its kernels and those of others reach each other's windows. Where windows lie is the business
 * of whatever runs the kernels; addresses are those that kernels know. Used by one thread.
 */
public interface ChipGroup {

    /**
     * Join, and wait until all ranks have.
     *
     * @param steps told what is about to be done, as it may not return
     */
    Member join(BootstrapConfig.Rank rank, Consumer<String> steps);

    /** Release the other ranks of a group that this one cannot join, or cannot stay in. */
    void abort(BootstrapConfig.Rank rank, String reason);

    /** A rank that has joined. */
    interface Member extends AutoCloseable {

        /** Return the address of this rank's {@code CommContext}. */
        long context();

        /** Return the address of this rank's window. */
        long window();

        /** Return how many bytes the window has. */
        long windowBytes();

        /** Copy host memory into the window. */
        void copyTo(long address, MemorySegment host);

        /** Copy from the window to host memory. */
        void copyFrom(MemorySegment host, long address);

        /** Have everybody know that this rank's window is filled, and wait until all are. */
        void filled(Consumer<String> steps);

        /** Leave the group; kernels must not use its windows any more. */
        @Override
        void close();
    }
}
