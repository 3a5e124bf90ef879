package org.chiptest.runtime.internal.elf;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Write a shared object that holds nothing but names of functions that are in the process already.
 *
 * <p>Opened with {@code RTLD_GLOBAL} it puts exactly these names into the global scope, whatever else the library exports that the
 * functions lie in. Its symbols are absolute: the loader (of glibc since 2.28) takes their values as they are.
 *
 * <pre>
 * header | 3 program headers | dynamic section | symbols | hash table with one bucket | names
 * </pre>
 */
public final class AddressLibrary {

    private static final int PROGRAM_HEADERS = 3;
    private static final int DYNAMIC_ENTRIES = 6;
    /** A multiple of every size of pages that the two machines have. */
    private static final long SEGMENT_ALIGNMENT = 0x10000;

    private AddressLibrary() {}

    /** Return the bytes of a library for a machine that gives these addresses to these names. */
    public static MemorySegment of(ElfMachine machine, SortedMap<String, Long> functions) {
        List<Map.Entry<String, Long>> entries = List.copyOf(functions.entrySet());
        long dynamic = ElfDescriptor.HEADER_SIZE + PROGRAM_HEADERS * ElfDescriptor.PROGRAM_HEADER_SIZE;
        long symbols = dynamic + DYNAMIC_ENTRIES * ElfDescriptor.DYNAMIC_ENTRY_SIZE;
        long hash = symbols + (entries.size() + 1) * ElfDescriptor.SYMBOL_SIZE;
        long names = hash + ElfDescriptor.HASH_HEADER_SIZE + Integer.BYTES * (entries.size() + 2L);
        long namesSize = 1 + entries.stream().mapToLong(entry -> entry.getKey().length() + 1L).sum();
        MemorySegment library = MemorySegment.ofArray(new byte[(int) (names + namesSize)]);
        writeHeader(library, machine);
        writeSegment(library, 0, ElfDescriptor.PT_LOAD, 0, library.byteSize(), SEGMENT_ALIGNMENT);
        writeSegment(library, 1, ElfDescriptor.PT_DYNAMIC, dynamic, symbols - dynamic, Long.BYTES);
        // without it, the loader makes the stacks of all threads executable
        writeSegment(library, 2, ElfDescriptor.PT_GNU_STACK, 0, 0, Long.BYTES);
        writeDynamic(library, dynamic, new long[][]{{ElfDescriptor.DT_HASH, hash}, {ElfDescriptor.DT_SYMTAB, symbols},
            {ElfDescriptor.DT_SYMENT, ElfDescriptor.SYMBOL_SIZE}, {ElfDescriptor.DT_STRTAB, names},
            {ElfDescriptor.DT_STRSZ, namesSize}, {ElfDescriptor.DT_NULL, 0}});
        writeHash(library, hash, entries.size());
        long name = 1;
        for (int i = 0; i < entries.size(); i++) {
            Map.Entry<String, Long> entry = entries.get(i);
            writeSymbol(library, symbols + (i + 1) * ElfDescriptor.SYMBOL_SIZE, name, entry.getValue());
            library.setString(names + name, entry.getKey(), StandardCharsets.US_ASCII);
            name += entry.getKey().length() + 1L;
        }
        return library;
    }

    private static void writeHeader(MemorySegment library, ElfMachine machine) {
        library.set(ElfFile.U32, 0, ElfDescriptor.MAGIC);
        library.set(ElfFile.U8, ElfDescriptor.CLASS, (byte) ElfDescriptor.CLASS_64);
        library.set(ElfFile.U8, ElfDescriptor.DATA, (byte) ElfDescriptor.DATA_LITTLE_ENDIAN);
        library.set(ElfFile.U8, ElfDescriptor.IDENT_VERSION, (byte) ElfDescriptor.CURRENT_VERSION);
        library.set(ElfFile.U16, ElfDescriptor.TYPE, (short) ElfDescriptor.TYPE_SHARED);
        library.set(ElfFile.U16, ElfDescriptor.MACHINE, (short) machine.code());
        library.set(ElfFile.U32, ElfDescriptor.VERSION, ElfDescriptor.CURRENT_VERSION);
        library.set(ElfFile.U64, ElfDescriptor.PHOFF, ElfDescriptor.HEADER_SIZE);
        library.set(ElfFile.U16, ElfDescriptor.EHSIZE, (short) ElfDescriptor.HEADER_SIZE);
        library.set(ElfFile.U16, ElfDescriptor.PHENTSIZE, (short) ElfDescriptor.PROGRAM_HEADER_SIZE);
        library.set(ElfFile.U16, ElfDescriptor.PHNUM, (short) PROGRAM_HEADERS);
    }

    /** Everything may be written: loaders before 2.35 add the base address to the entries of the dynamic section in place. */
    private static void writeSegment(MemorySegment library, int index, int type, long offset, long size,
            long alignment) {
        long header = ElfDescriptor.HEADER_SIZE + index * ElfDescriptor.PROGRAM_HEADER_SIZE;
        library.set(ElfFile.U32, header + ElfDescriptor.P_TYPE, type);
        library.set(ElfFile.U32, header + ElfDescriptor.P_FLAGS, ElfDescriptor.PF_READ_WRITE);
        library.set(ElfFile.U64, header + ElfDescriptor.P_OFFSET, offset);
        library.set(ElfFile.U64, header + ElfDescriptor.P_VADDR, offset);
        library.set(ElfFile.U64, header + ElfDescriptor.P_FILESZ, size);
        library.set(ElfFile.U64, header + ElfDescriptor.P_MEMSZ, size);
        library.set(ElfFile.U64, header + ElfDescriptor.P_ALIGN, alignment);
    }

    private static void writeDynamic(MemorySegment library, long dynamic, long[][] entries) {
        for (int i = 0; i < entries.length; i++) {
            long entry = dynamic + i * ElfDescriptor.DYNAMIC_ENTRY_SIZE;
            library.set(ElfFile.U64, entry, entries[i][0]);
            library.set(ElfFile.U64, entry + ElfDescriptor.D_VALUE, entries[i][1]);
        }
    }

    /** One bucket, which begins with the first symbol; each symbol is followed by the next one, the last one by none. */
    private static void writeHash(MemorySegment library, long hash, int symbols) {
        library.set(ElfFile.U32, hash, 1);
        library.set(ElfFile.U32, hash + ElfDescriptor.H_NCHAIN, symbols + 1);
        long bucket = hash + ElfDescriptor.HASH_HEADER_SIZE;
        library.set(ElfFile.U32, bucket, symbols == 0 ? 0 : 1);
        for (int i = 1; i < symbols; i++) {
            library.set(ElfFile.U32, bucket + Integer.BYTES * (i + 1L), i + 1);
        }
    }

    private static void writeSymbol(MemorySegment library, long symbol, long name, long address) {
        library.set(ElfFile.U32, symbol, (int) name);
        library.set(ElfFile.U8, symbol + ElfDescriptor.ST_INFO,
                (byte) (ElfDescriptor.STB_GLOBAL << 4 | ElfDescriptor.STT_FUNC));
        library.set(ElfFile.U16, symbol + ElfDescriptor.ST_SHNDX, ElfDescriptor.SHN_ABS);
        library.set(ElfFile.U64, symbol + ElfDescriptor.ST_VALUE, address);
    }
}
