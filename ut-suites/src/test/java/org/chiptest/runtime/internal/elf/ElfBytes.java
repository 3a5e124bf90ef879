package org.chiptest.runtime.internal.elf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Write ELF files field by field from the numbers of the format. */
final class ElfBytes {

    private final ByteBuffer bytes;

    private ElfBytes(int size) {
        bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Start an x86-64 shared object of a size with one segment of type 0 described at byte 64. */
    static ElfBytes sharedObject(int size) {
        return new ElfBytes(size).int8(0, 0x7f).text(1, "ELF").int8(4, 2).int8(5, 1).int16(16, 3).int16(18, 62)
                .int64(32, 64).int16(54, 56).int16(56, 1);
    }

    /** Describe a segment by its type, its offset and its size. */
    ElfBytes segment(int index, int type, long offset, long size) {
        int header = 64 + 56 * index;
        return int32(header, type).int64(header + 8, offset).int64(header + 32, size);
    }

    /** Write a note; the description is given in hexadecimal digits. */
    ElfBytes note(int offset, int type, String name, String description) {
        byte[] content = HexFormat.of().parseHex(description);
        int padded = (name.length() + 3) & ~3;
        int32(offset, name.length()).int32(offset + 4, content.length).int32(offset + 8, type).text(offset + 12, name);
        bytes.put(offset + 12 + padded, content);
        return this;
    }

    ElfBytes int8(int offset, int value) {
        bytes.put(offset, (byte) value);
        return this;
    }

    ElfBytes int16(int offset, int value) {
        bytes.putShort(offset, (short) value);
        return this;
    }

    ElfBytes int32(int offset, int value) {
        bytes.putInt(offset, value);
        return this;
    }

    ElfBytes int64(int offset, long value) {
        bytes.putLong(offset, value);
        return this;
    }

    ElfBytes text(int offset, String text) {
        bytes.put(offset, text.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    byte[] array() {
        return bytes.array();
    }

    MemorySegment segment() {
        return MemorySegment.ofArray(bytes.array());
    }
}
