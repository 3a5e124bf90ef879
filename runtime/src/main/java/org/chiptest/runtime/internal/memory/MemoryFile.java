package org.chiptest.runtime.internal.memory;

import org.chiptest.runtime.internal.linker.Libc;
import org.chiptest.runtime.internal.linker.LibcException;

/**
 * Memory without a name that two processes share: a sparse {@code memfd} of fixed size.
 *
 * <p>It can neither shrink nor grow, whoever has it open: a process that truncated it would make the others fault. It is gone when all its
 * descriptors are closed and all its mappings are unmapped; nothing is left behind in a file system.
 */
public final class MemoryFile implements AutoCloseable {

    private static final int FIXED_SIZE = Libc.F_SEAL_SHRINK | Libc.F_SEAL_GROW | Libc.F_SEAL_SEAL;

    private final int descriptor;
    private final long size;
    private boolean closed;

    private MemoryFile(int descriptor, long size) {
        this.descriptor = descriptor;
        this.size = size;
    }

    /** Create a memory file of {@code size} zero bytes; {@code name} only shows in {@code /proc/<pid>/maps}. */
    public static MemoryFile create(String name, long size) {
        if (size <= 0) {
            throw new IllegalArgumentException("a memory file needs at least one byte, not " + size);
        }
        int descriptor = Libc.memfdCreate(name, Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING);
        try {
            Libc.ftruncate(descriptor, size);
            Libc.addSeals(descriptor, FIXED_SIZE);
        } catch (LibcException e) {
            Libc.close(descriptor);
            throw e;
        }
        return new MemoryFile(descriptor, size);
    }

    /**
     * Open the memory file that process {@code pid} has open as descriptor {@code fd}.
     *
     * @throws LibcException            if there is no such process or descriptor, or it belongs to another user
     * @throws IllegalArgumentException if it is open but no memory file of fixed size
     */
    public static MemoryFile openOf(long pid, int fd) {
        // the link leads to a deleted file: it must be opened as it is, resolving it first finds nothing
        String path = "/proc/" + pid + "/fd/" + fd;
        int descriptor = Libc.open(path, Libc.O_RDWR | Libc.O_CLOEXEC);
        try {
            if (!hasFixedSize(descriptor)) {
                throw new IllegalArgumentException(path
                        + " is not a memory file of fixed size; pass the descriptor of a MemoryFile that is still open");
            }
            return new MemoryFile(descriptor, Libc.sizeOf(descriptor));
        } catch (RuntimeException e) {
            Libc.close(descriptor);
            throw e;
        }
    }

    /** Return the descriptor that another process opens with {@link #openOf}. */
    public int descriptor() {
        return descriptor;
    }

    public long size() {
        return size;
    }

    /** Map the whole file; the mapping stays valid after this file is closed. */
    public synchronized MappedMemory map() {
        if (closed) {
            throw new IllegalStateException("memory file is closed; map it before");
        }
        return MappedMemory.shared(descriptor, 0, size);
    }

    /**
     * Have a mapping of another file show this one, at the same addresses.
     *
     * @throws IllegalArgumentException if it has another size
     */
    public synchronized void mapOver(MappedMemory mapping) {
        if (closed) {
            throw new IllegalStateException("memory file is closed; map it before");
        }
        if (mapping.size() != size) {
            throw new IllegalArgumentException("a memory file of " + size + " bytes does not fit in the place of "
                    + mapping.size() + "; map it anew");
        }
        mapping.show(descriptor);
    }

    /** Close the descriptor once; mappings stay. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.close(descriptor);
        }
    }

    private static boolean hasFixedSize(int descriptor) {
        try {
            return (Libc.getSeals(descriptor) & FIXED_SIZE) == FIXED_SIZE;
        } catch (LibcException e) {
            // EINVAL: not a file that can have seals
            return false;
        }
    }
}
