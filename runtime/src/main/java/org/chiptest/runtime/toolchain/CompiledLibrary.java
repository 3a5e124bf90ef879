package org.chiptest.runtime.toolchain;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * A compiled shared object.
 *
 * <p>The bytes are held in memory, so a result stays valid when the cache is pruned or deleted; the file is for tools that want a
 * path, such as {@code addr2line}.
 *
 * @param file where the cache keeps the bytes
 * @param bytes the shared object, read-only
 * @param digest SHA-256 of the bytes in lower-case hex
 * @param fromCache whether no compiler was started for this result
 * @param warnings what the compiler said although it succeeded; empty if nothing
 */
public record CompiledLibrary(Path file, MemorySegment bytes, String digest, boolean fromCache, String warnings) {

    /** Make the bytes read-only. */
    public CompiledLibrary {
        bytes = bytes.asReadOnly();
    }

    /** Return a copy of the bytes. */
    public byte[] toByteArray() {
        return bytes.toArray(ValueLayout.JAVA_BYTE);
    }
}
