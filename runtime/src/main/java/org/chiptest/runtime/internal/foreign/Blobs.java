package org.chiptest.runtime.internal.foreign;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Bytes of files as a library takes them. */
final class Blobs {

    private static final long ALIGNMENT = 64;

    private Blobs() {}

    /** Copy bytes to native memory. */
    static MemorySegment of(byte[] bytes, Arena arena) {
        MemorySegment copy = arena.allocate(bytes.length, ALIGNMENT);
        MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return copy;
    }
}
