package org.chiptest.runtime.internal.comm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.internal.memory.MappedMemory;
import org.chiptest.runtime.internal.memory.MemoryFile;

/**
 * The windows of a group of ranks, in one memory file that the process of each rank maps (layout: {@link CommWindowsDescriptor}). The
 * parent of the ranks creates and closes it.
 */
public final class CommWindows implements AutoCloseable {

    /** Who aborts a group that is no rank of it. */
    private static final int PARENT = -1;

    private final MemoryFile file;
    private final MappedMemory mapping;
    private final int ranks;

    private CommWindows(MemoryFile file, MappedMemory mapping, int ranks) {
        this.file = file;
        this.mapping = mapping;
        this.ranks = ranks;
    }

    /**
     * Create the windows of a group; what is never touched costs nothing.
     *
     * @param ranks       1 to 64
     * @param windowBytes size of each window
     */
    public static CommWindows create(int ranks, long windowBytes) {
        CommContextDescriptor.requireRanks(ranks);
        MemoryFile file = MemoryFile.create("chiptest-windows", size(ranks, windowBytes));
        try {
            MappedMemory mapping = file.map();
            MemorySegment header = mapping.segment();
            header.set(JAVA_INT, CommWindowsDescriptor.RANKS, ranks);
            header.set(JAVA_LONG, CommWindowsDescriptor.WINDOW_SIZE, windowBytes);
            header.set(JAVA_LONG, CommWindowsDescriptor.MAGIC, CommWindowsDescriptor.MAGIC_VALUE);
            return new CommWindows(file, mapping, ranks);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** Return the file by which the ranks find the windows. */
    public MemoryFile file() {
        return file;
    }

    /** Return the header and the windows behind it. */
    public MemorySegment memory() {
        return mapping.segment();
    }

    /** Return the window of a rank, to be read. */
    public MemorySegment window(int rank, long windowBytes) {
        return mapping.segment().asSlice(CommWindowsDescriptor.WINDOWS + rank * windowBytes, windowBytes).asReadOnly();
    }

    /** Release all ranks that wait for each other, now and for ever: one of them will not come. */
    public void abort(String reason) {
        new CommBarrier(mapping.segment(), ranks).abort(PARENT, reason);
    }

    /** Give up this process's part; the memory is gone when no rank has it mapped. */
    @Override
    public void close() {
        file.close();
        mapping.close();
    }

    static long size(int ranks, long windowBytes) {
        return Math.addExact(CommWindowsDescriptor.WINDOWS, Math.multiplyExact(ranks, windowBytes));
    }
}
