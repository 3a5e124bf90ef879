package org.chiptest.runtime.internal.trb;

import org.chiptest.runtime.internal.linker.NativeMemory;

/**
 * A copy of native memory in the heap, read by offsets in bytes.
 *
 * <p>Each access to native memory is a dozen methods for the compiler, whatever it reads; here one access, in a loop, reads all.
 */
final class MemoryImage {

    private final long[] words;

    /** Make room for this many bytes, a multiple of 8. */
    MemoryImage(long bytes) {
        words = new long[Math.toIntExact(bytes / Long.BYTES)];
    }

    /** Copy the bytes from {@code begin} to {@code end}, multiples of 8, of what lies at an address to the same place here. */
    void take(long address, long begin, long end) {
        for (long at = begin; at < end; at += Long.BYTES) {
            words[(int) at >> 3] = NativeMemory.getLong(address + at);
        }
    }

    /** Copy all to an address. */
    void store(long address) {
        for (int i = 0; i < words.length; i++) {
            NativeMemory.putLong(address + 8L * i, words[i]);
        }
    }

    void putLong(long offset, long value) {
        words[(int) offset >> 3] = value;
    }

    long getLong(long offset) {
        return words[(int) offset >> 3];
    }

    int getInt(long offset) {
        return (int) (words[(int) offset >> 3] >> bits(offset));
    }

    short getShort(long offset) {
        return (short) (words[(int) offset >> 3] >> bits(offset));
    }

    byte getByte(long offset) {
        return (byte) (words[(int) offset >> 3] >> bits(offset));
    }

    /** Return by how much a number at this offset is shifted in its word, of a processor that has the low byte first. */
    private static int bits(long offset) {
        return (int) offset % Long.BYTES * Byte.SIZE;
    }
}
