package org.chiptest.runtime.internal.elf;

/**
 * Name the bytes of ELF files that are looked at, 64-bit files throughout.
 *
 * <pre>
 * file:    0 magic | 4 class u8 | 5 data u8 | 6 version u8 | 16 type u16 | 18 machine u16 | 20 version u32 | 32 phoff u64
 *          | 40 shoff u64 | 52 ehsize u16 | 54 phentsize u16 | 56 phnum u16 | 58 shentsize u16 | 60 shnum u16 | 62 shstrndx u16 | 64
 * segment: 0 type u32 | 4 flags u32 | 8 offset u64 | 16 vaddr u64 | 32 filesz u64 | 40 memsz u64 | 48 align u64 | 56
 * section: 0 name u32 | 24 offset u64 | 32 size u64 | 64
 * note:    0 namesz u32 | 4 descsz u32 | 8 type u32 | 12 name, padded to 4 | description, padded to 4
 * dynamic: 0 tag u64 | 8 value u64 | 16
 * symbol:  0 name u32 | 4 binding and type u8 | 6 shndx u16 | 8 value u64 | 24
 * hash:    0 nbucket u32 | 4 nchain u32, which is the number of symbols
 * gnu:     0 nbuckets u32 | 4 symoffset u32 | 8 bloom size u32 | 16 bloom u64 each | buckets u32 each | chain u32 each
 * </pre>
 */
final class ElfDescriptor {

    static final long CLASS = 4;
    static final long DATA = 5;
    static final long IDENT_VERSION = 6;
    static final long TYPE = 16;
    static final long MACHINE = 18;
    static final long VERSION = 20;
    static final long PHOFF = 32;
    static final long SHOFF = 40;
    static final long EHSIZE = 52;
    static final long PHENTSIZE = 54;
    static final long PHNUM = 56;
    static final long SHENTSIZE = 58;
    static final long SHNUM = 60;
    static final long SHSTRNDX = 62;
    static final long HEADER_SIZE = 64;

    static final long P_TYPE = 0;
    static final long P_FLAGS = 4;
    static final long P_OFFSET = 8;
    static final long P_VADDR = 16;
    static final long P_FILESZ = 32;
    static final long P_MEMSZ = 40;
    static final long P_ALIGN = 48;
    static final long PROGRAM_HEADER_SIZE = 56;

    static final long SH_OFFSET = 24;
    static final long SH_SIZE = 32;
    static final long SECTION_HEADER_SIZE = 64;

    static final long D_VALUE = 8;
    static final long DYNAMIC_ENTRY_SIZE = 16;

    static final long ST_INFO = 4;
    static final long ST_SHNDX = 6;
    static final long ST_VALUE = 8;
    static final long SYMBOL_SIZE = 24;

    static final long H_NCHAIN = 4;
    static final long HASH_HEADER_SIZE = 8;

    static final long G_NBUCKETS = 0;
    static final long G_SYMOFFSET = 4;
    static final long G_BLOOM_SIZE = 8;
    static final long GNU_HASH_HEADER_SIZE = 16;

    static final long N_NAMESZ = 0;
    static final long N_DESCSZ = 4;
    static final long N_TYPE = 8;
    static final long NOTE_HEADER_SIZE = 12;
    static final long NOTE_ALIGNMENT = 4;

    /** The four bytes 7f 45 4c 46 as a little-endian number. */
    static final int MAGIC = 0x464c457f;
    static final int CLASS_64 = 2;
    static final int DATA_LITTLE_ENDIAN = 1;
    static final int CURRENT_VERSION = 1;
    static final int TYPE_RELOCATABLE = 1;
    static final int TYPE_EXECUTABLE = 2;
    static final int TYPE_SHARED = 3;
    static final int TYPE_CORE = 4;
    static final int PT_LOAD = 1;
    static final int PT_DYNAMIC = 2;
    static final int PT_NOTE = 4;
    static final int PT_GNU_STACK = 0x6474e551;
    static final int PF_READ_WRITE = 6;
    static final long DT_NULL = 0;
    static final long DT_HASH = 4;
    static final long DT_STRTAB = 5;
    static final long DT_SYMTAB = 6;
    static final long DT_STRSZ = 10;
    static final long DT_SYMENT = 11;
    static final long DT_SYMBOLIC = 16;
    static final long DT_RELACOUNT = 0x6ffffff9;
    static final long DT_FLAGS_1 = 0x6ffffffb;
    static final long DT_GNU_HASH = 0x6ffffef5;
    static final long DF_1_NODELETE = 8;
    static final int STB_LOCAL = 0;
    static final int STB_GLOBAL = 1;
    static final int STB_WEAK = 2;
    static final int STB_GNU_UNIQUE = 10;
    static final int STT_FUNC = 2;
    static final int SHN_UNDEF = 0;
    static final short SHN_ABS = (short) 0xfff1;
    static final int NT_GNU_BUILD_ID = 3;
    /** The name {@code GNU} and its end mark as a little-endian number. */
    static final int GNU = 0x00554e47;

    private ElfDescriptor() {}
}
