package org.chiptest.runtime.internal.bits;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Hash bytes by FNV-1a with 64 bits: the content hash of images, and of libraries without a build id. */
public final class Fnv1a64 {

    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Fnv1a64() {}

    /** Hash all bytes of a segment. */
    public static long hash(MemorySegment bytes) {
        long hash = OFFSET_BASIS;
        for (long i = 0; i < bytes.byteSize(); i++) {
            hash = (hash ^ Byte.toUnsignedLong(bytes.get(ValueLayout.JAVA_BYTE, i))) * PRIME;
        }
        return hash;
    }

    /** Hash all bytes of an array. */
    public static long hash(byte[] bytes) {
        return hash(MemorySegment.ofArray(bytes));
    }
}
