package org.chiptest.runtime.internal.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * Make the bytes that are opened out of those of a library, such that closing unloads it and nothing in it is shared with others.
 *
 * <p>g++ marks inline variables, and static variables of templates and inline functions, as unique in the process (binding
 * {@code STB_GNU_UNIQUE}), unless it is told {@code -fno-gnu-unique}: the loader then uses those of the first library for all later
 * ones, and keeps that library for ever. Here they become weak, which is what that option makes of them. A linker's
 * {@code -z nodelete}, which also keeps a library, is taken back.
 *
 * <p>The loader looks a name up in the global scope first, also a name that the library defines: a variable {@code gamma} or {@code y1} of
 * a kernel would be the function of the C library's mathematics. Here the library comes first for its own uses, as {@code -Bsymbolic}
 * makes it. Functions that belong to the process keep coming from there: definitions of these names are taken back.
 */
public final class LoadableCopy {

    private final ElfFile file;
    private final Collection<String> ofTheProcess;
    private final String what;

    private LoadableCopy(MemorySegment bytes, Collection<String> ofTheProcess, String what) {
        this.file = ElfFile.of(bytes);
        this.ofTheProcess = ofTheProcess;
        this.what = what;
    }

    /**
     * Return a changed copy of a library, or the library itself if nothing in it has to be changed. Bytes that the loader refuses anyway
     * are left to it: what is no ELF file of 64 bits, or has no dynamic section.
     *
     * @param ofTheProcess names that are looked up in the global scope, also if the library defines them
     * @param what         names the library at the start of the message, such as "the kernel with func id 3"
     * @throws ElfFormatException if what the dynamic section names does not lie in the file
     */
    public static MemorySegment of(MemorySegment library, Collection<String> ofTheProcess, String what) {
        if (!ElfFile.isElf(library) || !ElfFile.of(library).isReadable()) {
            return library;
        }
        MemorySegment copy = MemorySegment.ofArray(library.toArray(ValueLayout.JAVA_BYTE));
        return new LoadableCopy(copy, ofTheProcess, what).change() ? copy : library;
    }

    /** Say whether anything was changed. */
    private boolean change() {
        return DynamicSymbols.of(file, what).map(symbols -> {
            boolean own = preferOwn(symbols.section(), symbols.sectionSize());
            boolean unloadable = forgetNoDelete(symbols.section());
            boolean weak = weaken(symbols.table(), symbols.count());
            boolean back = !ofTheProcess.isEmpty() && symbols.names()
                    .map(names -> takeBack(symbols.table(), symbols.count(), names)).orElse(false);
            return own || unloadable || weak || back;
        }).orElse(false);
    }

    private static boolean forgetNoDelete(MemorySegment dynamic) {
        boolean changed = false;
        long end = dynamic.byteSize() - ElfDescriptor.DYNAMIC_ENTRY_SIZE;
        for (long at = 0; at <= end; at += ElfDescriptor.DYNAMIC_ENTRY_SIZE) {
            long tag = dynamic.get(ElfFile.U64, at);
            long value = dynamic.get(ElfFile.U64, at + ElfDescriptor.D_VALUE);
            if (tag == ElfDescriptor.DT_NULL) {
                break;
            } else if (tag == ElfDescriptor.DT_FLAGS_1 && (value & ElfDescriptor.DF_1_NODELETE) != 0) {
                dynamic.set(ElfFile.U64, at + ElfDescriptor.D_VALUE, value & ~ElfDescriptor.DF_1_NODELETE);
                changed = true;
            }
        }
        return changed;
    }

    /**
     * Has the library's own definitions looked up before those of the process. The entry that says so takes the place of one of the spare
     * ones that linkers leave at the end, or else of the number of relative relocations, which only saves the loader time.
     */
    private static boolean preferOwn(MemorySegment dynamic, long size) {
        long spare = -1;
        long last = size - ElfDescriptor.DYNAMIC_ENTRY_SIZE;
        for (long at = 0; at <= last; at += ElfDescriptor.DYNAMIC_ENTRY_SIZE) {
            long tag = dynamic.get(ElfFile.U64, at);
            if (tag == ElfDescriptor.DT_SYMBOLIC) {
                return false;
            } else if (tag == ElfDescriptor.DT_RELACOUNT) {
                spare = at;
            } else if (tag == ElfDescriptor.DT_NULL) {
                if (at + ElfDescriptor.DYNAMIC_ENTRY_SIZE <= last
                        && dynamic.get(ElfFile.U64, at + ElfDescriptor.DYNAMIC_ENTRY_SIZE) == ElfDescriptor.DT_NULL) {
                    spare = at;
                }
                break;
            }
        }
        if (spare >= 0) {
            dynamic.set(ElfFile.U64, spare, ElfDescriptor.DT_SYMBOLIC);
            dynamic.set(ElfFile.U64, spare + ElfDescriptor.D_VALUE, 0);
        }
        return spare >= 0;
    }

    /** A symbol that is only used here has its binding where it is defined. */
    private static boolean weaken(MemorySegment symbols, long count) {
        boolean changed = false;
        for (long i = 0; i < count; i++) {
            long symbol = i * ElfDescriptor.SYMBOL_SIZE;
            int info = Byte.toUnsignedInt(symbols.get(ValueLayout.JAVA_BYTE, symbol + ElfDescriptor.ST_INFO));
            if (info >> 4 == ElfDescriptor.STB_GNU_UNIQUE && DynamicSymbols.isDefined(symbols, symbol)) {
                symbols.set(ValueLayout.JAVA_BYTE, symbol + ElfDescriptor.ST_INFO,
                        (byte) (ElfDescriptor.STB_WEAK << 4 | info & 0xf));
                changed = true;
            }
        }
        return changed;
    }

    /** Make symbols that the process serves undefined: the loader passes over them and goes on to the global scope. */
    private boolean takeBack(MemorySegment symbols, long count, MemorySegment names) {
        boolean changed = false;
        for (long symbol = 0; symbol < count * ElfDescriptor.SYMBOL_SIZE; symbol += ElfDescriptor.SYMBOL_SIZE) {
            if (DynamicSymbols.isDefined(symbols, symbol)
                    && isOfTheProcess(names, Integer.toUnsignedLong(symbols.get(ElfFile.U32, symbol)))) {
                symbols.set(ElfFile.U16, symbol + ElfDescriptor.ST_SHNDX, (short) ElfDescriptor.SHN_UNDEF);
                symbols.set(ElfFile.U64, symbol + ElfDescriptor.ST_VALUE, 0);
                changed = true;
            }
        }
        return changed;
    }

    private boolean isOfTheProcess(MemorySegment names, long at) {
        return ofTheProcess.stream().map(name -> (name + '\0').getBytes(StandardCharsets.US_ASCII))
                .anyMatch(name -> at <= names.byteSize() - name.length
                        && names.asSlice(at, name.length).mismatch(MemorySegment.ofArray(name)) < 0);
    }
}
