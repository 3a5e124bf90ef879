package org.chiptest.runtime.elf;

/**
 * Names the bytes of ELF files that are looked at, 64-bit files throughout.
 *
 * <pre>
 * file:    0 magic | 4 class u8 | 5 data u8 | 16 type u16 | 18 machine u16 | 32 phoff u64 | 54 phentsize u16 | 56 phnum u16 | 64
 * segment: 0 type u32 | 8 offset u64 | 32 filesz u64 | 56
 * note:    0 namesz u32 | 4 descsz u32 | 8 type u32 | 12 name, padded to 4 | description, padded to 4
 * </pre>
 */
final class ElfDescriptor {

    static final long CLASS = 4;
    static final long DATA = 5;
    static final long TYPE = 16;
    static final long MACHINE = 18;
    static final long PHOFF = 32;
    static final long PHENTSIZE = 54;
    static final long PHNUM = 56;
    static final long HEADER_SIZE = 64;

    static final long P_TYPE = 0;
    static final long P_OFFSET = 8;
    static final long P_FILESZ = 32;
    static final long PROGRAM_HEADER_SIZE = 56;

    static final long N_NAMESZ = 0;
    static final long N_DESCSZ = 4;
    static final long N_TYPE = 8;
    static final long NOTE_HEADER_SIZE = 12;
    static final long NOTE_ALIGNMENT = 4;

    /** The four bytes 7f 45 4c 46 as a little-endian number. */
    static final int MAGIC = 0x464c457f;
    static final int CLASS_64 = 2;
    static final int DATA_LITTLE_ENDIAN = 1;
    static final int TYPE_RELOCATABLE = 1;
    static final int TYPE_EXECUTABLE = 2;
    static final int TYPE_SHARED = 3;
    static final int TYPE_CORE = 4;
    static final int PT_LOAD = 1;
    static final int PT_NOTE = 4;
    static final int NT_GNU_BUILD_ID = 3;
    /** The name {@code GNU} and its end mark as a little-endian number. */
    static final int GNU = 0x00554e47;

    private ElfDescriptor() {}
}
