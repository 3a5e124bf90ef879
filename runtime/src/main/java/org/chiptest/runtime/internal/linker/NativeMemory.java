package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * The whole address space, for pointers that native code hands over.
 *
 * <p>Nothing is checked: a wrong address ends the process. Only for addresses whose size a binary layout fixes; everything that has an
 * owner in Java is reached through its own {@link MemorySegment}.
 */
public final class NativeMemory {

    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private NativeMemory() {}

    /** Return the {@code size} bytes at {@code address}; they are not freed by the segment. */
    public static MemorySegment at(long address, long size) {
        return MemorySegment.ofAddress(address).reinterpret(size);
    }

    public static byte getByte(long address) {
        return ALL.get(JAVA_BYTE, address);
    }

    public static short getShort(long address) {
        return ALL.get(JAVA_SHORT_UNALIGNED, address);
    }

    public static int getInt(long address) {
        return ALL.get(JAVA_INT_UNALIGNED, address);
    }

    public static long getLong(long address) {
        return ALL.get(JAVA_LONG_UNALIGNED, address);
    }

    public static void putByte(long address, byte value) {
        ALL.set(JAVA_BYTE, address, value);
    }

    public static void putShort(long address, short value) {
        ALL.set(JAVA_SHORT_UNALIGNED, address, value);
    }

    public static void putInt(long address, int value) {
        ALL.set(JAVA_INT_UNALIGNED, address, value);
    }

    public static void putLong(long address, long value) {
        ALL.set(JAVA_LONG_UNALIGNED, address, value);
    }

    /** Copy {@code size} bytes; the areas may overlap. */
    public static void copy(long source, long target, long size) {
        MemorySegment.copy(ALL, source, ALL, target, size);
    }

    /**
     * Read a NUL-terminated string of at most {@code limit} bytes, as UTF-8; a null pointer reads as the empty string, bytes that are not
     * UTF-8 as the replacement character.
     */
    public static String getString(long address, int limit) {
        if (address == 0) {
            return "";
        }
        int length = 0;
        while (length < limit && getByte(address + length) != 0) {
            length++;
        }
        byte[] bytes = at(address, length).toArray(JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
