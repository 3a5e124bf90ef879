package org.chiptest.runtime.internal.foreign;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Optional;

/** Files as a library takes them: as bytes, for the time of one call. */
final class Blobs implements AutoCloseable {

    private static final long ALIGNMENT = 64;

    private final Arena arena = Arena.ofConfined();

    /** Return the bytes of a file; a null pointer and no bytes if there is none. */
    MemorySegment of(Optional<Path> file, String what) {
        return file.map(path -> {
            byte[] bytes = ForeignFiles.read(path, what);
            MemorySegment copy = arena.allocate(bytes.length, ALIGNMENT);
            MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
            return copy;
        }).orElse(MemorySegment.NULL);
    }

    @Override
    public void close() {
        arena.close();
    }
}
