package org.chiptest.runtime.internal.elf;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Take a section out of an object of any machine. */
public final class ElfSection {

    private static final String TEXT = ".text";

    private ElfSection() {}

    /**
     * Return the machine code of an object: the bytes of its section {@code .text}.
     *
     * @param what names the object at the start of messages
     * @throws ElfFormatException if it is no 64-bit ELF file, or has no such section with bytes in it
     */
    public static MemorySegment text(MemorySegment object, String what) {
        if (!ElfFile.isElf(object) || ElfFile.of(object).elfClass() != ElfDescriptor.CLASS_64
                || ElfFile.of(object).data() != ElfDescriptor.DATA_LITTLE_ENDIAN) {
            throw new ElfFormatException(what + " is no 64-bit little-endian ELF file, so it has no section " + TEXT
                    + "; let its compiler make an object (-c)");
        }
        long table = object.get(ElfFile.U64, ElfDescriptor.SHOFF);
        long entry = u16(object, ElfDescriptor.SHENTSIZE);
        int count = u16(object, ElfDescriptor.SHNUM);
        int names = u16(object, ElfDescriptor.SHSTRNDX);
        if (table == 0 || entry < ElfDescriptor.SECTION_HEADER_SIZE || names >= count
                || !holds(object, table, entry * count)) {
            throw new ElfFormatException(
                    what + " is an ELF file whose table of sections is missing or lies outside its "
                            + object.byteSize() + " bytes; build it again");
        }
        MemorySegment text = content(object, table + entry * names, what);
        for (int i = 0; i < count; i++) {
            long header = table + entry * i;
            if (isNamed(text, Integer.toUnsignedLong(object.get(ElfFile.U32, header)))) {
                MemorySegment code = content(object, header, what);
                if (code.byteSize() > 0) {
                    return code;
                }
            }
        }
        throw new ElfFormatException(what + " has no machine code: its section " + TEXT
                + " is missing or empty; a kernel's function must not lie in a section of its own");
    }

    private static boolean isNamed(MemorySegment names, long at) {
        byte[] wanted = (TEXT + '\0').getBytes(StandardCharsets.US_ASCII);
        return at <= names.byteSize() - wanted.length
                && names.asSlice(at, wanted.length).mismatch(MemorySegment.ofArray(wanted)) < 0;
    }

    private static MemorySegment content(MemorySegment object, long header, String what) {
        long offset = object.get(ElfFile.U64, header + ElfDescriptor.SH_OFFSET);
        long size = object.get(ElfFile.U64, header + ElfDescriptor.SH_SIZE);
        if (!holds(object, offset, size)) {
            throw new ElfFormatException(what + " is a truncated ELF file: a section has "
                    + Long.toUnsignedString(size) + " bytes from byte " + Long.toUnsignedString(offset)
                    + " on, the file only " + object.byteSize() + "; build it again");
        }
        return object.asSlice(offset, size);
    }

    private static boolean holds(MemorySegment object, long start, long size) {
        return start >= 0 && size >= 0 && size <= object.byteSize() && start <= object.byteSize() - size;
    }

    private static int u16(MemorySegment object, long offset) {
        return Short.toUnsignedInt(object.get(ElfFile.U16, offset));
    }
}
