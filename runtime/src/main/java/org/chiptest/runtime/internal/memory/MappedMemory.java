package org.chiptest.runtime.internal.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.internal.linker.Libc;
import org.chiptest.runtime.internal.linker.LibcException;
import org.chiptest.runtime.internal.linker.NativeMemory;

/**
 * A range of pages of this process, unmapped when closed.
 *
 * <p>Pages are sparse: nothing is taken from the machine before it is touched. Access through {@link #segment()} after closing throws;
 * access through {@link #address()} is not guarded, so close a mapping only when no native code uses it.
 */
public final class MappedMemory implements AutoCloseable {

    /** Page size that all our platforms accept as a multiple: x86-64 has 4 KiB, AArch64 kernels up to 64 KiB. */
    public static final long PAGE = 65_536;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;
    private final long address;
    private final int discardAdvice;

    private MappedMemory(long address, long size, int discardAdvice) {
        this.address = address;
        this.discardAdvice = discardAdvice;
        this.segment = NativeMemory.at(address, size).reinterpret(arena, pages -> Libc.munmap(pages.address(), size));
    }

    /** Map {@code size} bytes of private, zero-filled memory that counts only as far as it is touched. */
    public static MappedMemory anonymous(long size) {
        requirePositive(size);
        int flags = Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_NORESERVE;
        long address = Libc.mmap(size, Libc.PROT_READ | Libc.PROT_WRITE, flags, -1, 0);
        return new MappedMemory(address, size, Libc.MADV_DONTNEED);
    }

    static MappedMemory shared(int fd, long offset, long size) {
        requirePositive(size);
        int flags = Libc.MAP_SHARED | Libc.MAP_NORESERVE;
        long address = Libc.mmap(size, Libc.PROT_READ | Libc.PROT_WRITE, flags, fd, offset);
        MappedMemory mapping = new MappedMemory(address, size, Libc.MADV_REMOVE);
        try {
            // a copy of this process that user code makes by fork() must not speak for it
            Libc.madvise(address, size, Libc.MADV_DONTFORK);
            return mapping;
        } catch (LibcException e) {
            mapping.close();
            throw e;
        }
    }

    public long address() {
        return address;
    }

    public long size() {
        return segment.byteSize();
    }

    /** Return the whole mapping; usable by every thread until this object is closed. */
    public MemorySegment segment() {
        return segment;
    }

    /**
     * Give the whole pages inside a range back to the machine; they read as zero afterwards, for every process that shares them.
     * The parts of a page at either end keep their content.
     */
    public void discard(long offset, long length) {
        if (offset < 0 || length < 0 || offset > size() - length) {
            throw new IllegalArgumentException(
                    "range %d+%d is not inside the mapping of %d bytes".formatted(offset, length, size()));
        }
        long begin = Math.ceilDiv(offset, PAGE) * PAGE;
        long end = Math.floorDiv(offset + length, PAGE) * PAGE;
        if (begin < end) {
            Libc.madvise(address + begin, end - begin, discardAdvice);
        }
    }

    /** Show another file at the same addresses, of which it has as many bytes. */
    void show(int fd) {
        Libc.mmapOver(address, size(), Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED | Libc.MAP_NORESERVE, fd);
        Libc.madvise(address, size(), Libc.MADV_DONTFORK);
    }

    /**
     * Let go of what is shown, and keep its addresses: who uses them faults, until {@link MemoryFile#mapOver} has them show something
     * again.
     */
    public void hide() {
        Libc.mmapOver(address, size(), Libc.PROT_NONE,
                Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_NORESERVE, -1);
    }

    /**
     * Unmap the memory.
     *
     * @throws IllegalStateException if it was closed before, or while a call that was given the segment is under way
     */
    @Override
    public void close() {
        arena.close();
    }

    private static void requirePositive(long size) {
        if (size <= 0) {
            throw new IllegalArgumentException("a mapping needs at least one byte, not " + size);
        }
    }
}
