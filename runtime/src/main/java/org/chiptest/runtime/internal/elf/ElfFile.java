package org.chiptest.runtime.internal.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Read the header and the segments of a 64-bit ELF file out of bytes that may be anything. */
final class ElfFile {

    static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
    static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment bytes;

    private ElfFile(MemorySegment bytes) {
        this.bytes = bytes;
    }

    /** Say whether bytes are long enough for a header and start like an ELF file. */
    static boolean isElf(MemorySegment bytes) {
        return bytes.byteSize() >= ElfDescriptor.HEADER_SIZE && bytes.get(U32, 0) == ElfDescriptor.MAGIC;
    }

    /** Look at bytes for which {@link #isElf} holds. */
    static ElfFile of(MemorySegment bytes) {
        return new ElfFile(bytes);
    }

    int elfClass() {
        return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, ElfDescriptor.CLASS));
    }

    int data() {
        return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, ElfDescriptor.DATA));
    }

    int type() {
        return u16(ElfDescriptor.TYPE);
    }

    int machine() {
        return u16(ElfDescriptor.MACHINE);
    }

    /** Say whether the file is of the kind whose numbers this class reads, and has segments. */
    boolean isReadable() {
        return elfClass() == ElfDescriptor.CLASS_64 && data() == ElfDescriptor.DATA_LITTLE_ENDIAN && hasSegments();
    }

    /** Say whether there is a table of segments, with entries of a usable size, that lies in the file. */
    boolean hasSegments() {
        long start = bytes.get(U64, ElfDescriptor.PHOFF);
        int entry = u16(ElfDescriptor.PHENTSIZE);
        return start != 0 && entry >= ElfDescriptor.PROGRAM_HEADER_SIZE
                && holds(start, (long) entry * u16(ElfDescriptor.PHNUM));
    }

    int segmentCount() {
        return u16(ElfDescriptor.PHNUM);
    }

    Segment segment(int index) {
        long header = bytes.get(U64, ElfDescriptor.PHOFF) + (long) index * u16(ElfDescriptor.PHENTSIZE);
        return new Segment(bytes.get(U32, header + ElfDescriptor.P_TYPE),
                bytes.get(U64, header + ElfDescriptor.P_OFFSET),
                bytes.get(U64, header + ElfDescriptor.P_VADDR),
                bytes.get(U64, header + ElfDescriptor.P_FILESZ));
    }

    /** Say whether all bytes of a segment are in the file. */
    boolean holds(Segment segment) {
        return holds(segment.offset(), segment.size());
    }

    /** Return the bytes of a segment that is in the file. */
    MemorySegment content(Segment segment) {
        return bytes.asSlice(segment.offset(), segment.size());
    }

    private boolean holds(long start, long size) {
        return start >= 0 && size >= 0 && size <= bytes.byteSize() && start <= bytes.byteSize() - size;
    }

    private int u16(long offset) {
        return Short.toUnsignedInt(bytes.get(U16, offset));
    }

    /** What a program header says about a part of the file; all numbers are unsigned and may be anything. */
    record Segment(int type, long offset, long address, long size) {}
}
