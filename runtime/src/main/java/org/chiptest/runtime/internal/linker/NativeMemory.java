package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * The whole address space, for pointers that native code hands over.
 *
 * <p>Nothing is checked: a wrong address ends the process. Only for addresses whose size a binary layout fixes; everything that has an
 * owner in Java is reached through its own {@link MemorySegment}.
 */
public final class NativeMemory {

    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final VarHandle BYTE = JAVA_BYTE.varHandle();
    private static final VarHandle SHORT = JAVA_SHORT_UNALIGNED.varHandle();
    private static final VarHandle INT = JAVA_INT_UNALIGNED.varHandle();
    private static final VarHandle LONG = JAVA_LONG_UNALIGNED.varHandle();

    private NativeMemory() {}

    /** Return the {@code size} bytes at {@code address}; they are not freed by the segment. */
    public static MemorySegment at(long address, long size) {
        return MemorySegment.ofAddress(address).reinterpret(size);
    }

    public static byte getByte(long address) {
        return (byte) BYTE.get(ALL, address);
    }

    public static short getShort(long address) {
        return (short) SHORT.get(ALL, address);
    }

    public static int getInt(long address) {
        return (int) INT.get(ALL, address);
    }

    public static long getLong(long address) {
        return (long) LONG.get(ALL, address);
    }

    public static void putByte(long address, byte value) {
        BYTE.set(ALL, address, value);
    }

    public static void putShort(long address, short value) {
        SHORT.set(ALL, address, value);
    }

    public static void putInt(long address, int value) {
        INT.set(ALL, address, value);
    }

    public static void putLong(long address, long value) {
        LONG.set(ALL, address, value);
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
