package org.chiptest.runtime.internal.elf;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/** Find the symbols of a shared object as the loader does: by its dynamic section, whatever else the file says of itself. */
final class DynamicSymbols {

    private final ElfFile file;
    private final String what;
    private final MemorySegment section;
    private final long sectionSize;
    private long symbols;
    private long symbolSize = ElfDescriptor.SYMBOL_SIZE;
    private long names;
    private long hash;
    private long gnuHash;
    private final long count;
    private final MemorySegment table;

    private DynamicSymbols(ElfFile file, ElfFile.Segment segment, String what) {
        this.file = file;
        this.what = what;
        section = mapped(segment.address(), "dynamic section");
        sectionSize = Math.min(section.byteSize(), segment.size());
        readSection();
        if (symbolSize != ElfDescriptor.SYMBOL_SIZE) {
            throw damaged("symbols of " + Long.toUnsignedString(symbolSize) + " bytes instead of "
                    + ElfDescriptor.SYMBOL_SIZE);
        }
        long counted = Math.max(hash == 0 ? 0 : countInHash(hash), gnuHash == 0 ? 0 : countInGnuHash(gnuHash));
        count = symbols == 0 ? 0 : counted;
        table = count == 0 ? MemorySegment.NULL : mapped(symbols, "symbol table");
        if (count > 0) {
            requireRoom(table, 0, count, ElfDescriptor.SYMBOL_SIZE, "symbol table");
        }
    }

    /**
     * Look into a readable file; nothing if it has no dynamic section.
     *
     * @param what names the library at the start of messages
     * @throws ElfFormatException if what the dynamic section names does not lie in the file
     */
    static Optional<DynamicSymbols> of(ElfFile file, String what) {
        for (int i = 0; i < file.segmentCount(); i++) {
            ElfFile.Segment segment = file.segment(i);
            if (segment.type() == ElfDescriptor.PT_DYNAMIC) {
                return Optional.of(new DynamicSymbols(file, segment, what));
            }
        }
        return Optional.empty();
    }

    /** Return the dynamic section, to the end of what is mapped. */
    MemorySegment section() {
        return section;
    }

    /** Return the size of the section as its program header says it. */
    long sectionSize() {
        return sectionSize;
    }

    /** Return the symbols, one after the other. */
    MemorySegment table() {
        return table;
    }

    /** Return the number of symbols. */
    long count() {
        return count;
    }

    /** Return the names of symbols, if there are any. */
    Optional<MemorySegment> names() {
        return count == 0 || names == 0 ? Optional.empty() : Optional.of(mapped(names, "table of names"));
    }

    /** Return the names that the library defines for others, or those that it looks for in others. */
    Set<String> named(boolean defined) {
        return names(symbol -> isDefined(table, symbol) == defined);
    }

    /** Return the names of the functions that the library defines for others. */
    SortedSet<String> functions() {
        return names(symbol -> isDefined(table, symbol)
                && (table.get(ElfFile.U8, symbol + ElfDescriptor.ST_INFO) & 0xf) == ElfDescriptor.STT_FUNC);
    }

    private SortedSet<String> names(LongPredicate wanted) {
        SortedSet<String> found = new TreeSet<>();
        names().ifPresent(text -> {
            for (long symbol = 0; symbol < count * ElfDescriptor.SYMBOL_SIZE; symbol += ElfDescriptor.SYMBOL_SIZE) {
                long at = Integer.toUnsignedLong(table.get(ElfFile.U32, symbol));
                if (at != 0 && isGlobal(symbol) && wanted.test(symbol)) {
                    found.add(name(text, at));
                }
            }
        });
        return found;
    }

    static boolean isDefined(MemorySegment symbols, long symbol) {
        return symbols.get(ElfFile.U16, symbol + ElfDescriptor.ST_SHNDX) != ElfDescriptor.SHN_UNDEF;
    }

    private boolean isGlobal(long symbol) {
        return Byte
                .toUnsignedInt(table.get(ElfFile.U8, symbol + ElfDescriptor.ST_INFO)) >> 4 != ElfDescriptor.STB_LOCAL;
    }

    private String name(MemorySegment text, long at) {
        long end = at;
        while (end < text.byteSize() && text.get(ElfFile.U8, end) != 0) {
            end++;
        }
        if (end >= text.byteSize()) {
            throw damaged("a name at byte " + at + " of its table of names, which does not end in the file");
        }
        return new String(text.asSlice(at, end - at).toArray(ElfFile.U8), StandardCharsets.UTF_8);
    }

    /** As for the loader, the last entry of a kind counts, and the end of what is mapped is an end of the entries. */
    private void readSection() {
        long end = section.byteSize() - ElfDescriptor.DYNAMIC_ENTRY_SIZE;
        for (long at = 0; at <= end; at += ElfDescriptor.DYNAMIC_ENTRY_SIZE) {
            long tag = section.get(ElfFile.U64, at);
            long value = section.get(ElfFile.U64, at + ElfDescriptor.D_VALUE);
            if (tag == ElfDescriptor.DT_NULL) {
                return;
            } else if (tag == ElfDescriptor.DT_SYMTAB) {
                symbols = value;
            } else if (tag == ElfDescriptor.DT_SYMENT) {
                symbolSize = value;
            } else if (tag == ElfDescriptor.DT_STRTAB) {
                names = value;
            } else if (tag == ElfDescriptor.DT_HASH) {
                hash = value;
            } else if (tag == ElfDescriptor.DT_GNU_HASH) {
                gnuHash = value;
            }
        }
    }

    private long countInHash(long address) {
        MemorySegment table = mapped(address, "hash table");
        requireRoom(table, 0, 1, ElfDescriptor.HASH_HEADER_SIZE, "hash table");
        return u32(table, ElfDescriptor.H_NCHAIN);
    }

    /**
     * This table does not say how many symbols there are. It names those that are defined, in the order of its buckets, and the last one
     * of each bucket has an odd word: the last symbol of all ends the bucket that begins last.
     */
    private long countInGnuHash(long address) {
        MemorySegment table = mapped(address, "GNU hash table");
        requireRoom(table, 0, 1, ElfDescriptor.GNU_HASH_HEADER_SIZE, "GNU hash table");
        long buckets = ElfDescriptor.GNU_HASH_HEADER_SIZE + Long.BYTES * u32(table, ElfDescriptor.G_BLOOM_SIZE);
        long bucketCount = u32(table, ElfDescriptor.G_NBUCKETS);
        long first = u32(table, ElfDescriptor.G_SYMOFFSET);
        requireRoom(table, buckets, bucketCount, Integer.BYTES, "GNU hash table");
        long last = 0;
        for (long i = 0; i < bucketCount; i++) {
            last = Math.max(last, u32(table, buckets + Integer.BYTES * i));
        }
        if (last < first) {
            return first;
        }
        long chain = buckets + Integer.BYTES * bucketCount;
        while (true) {
            requireRoom(table, chain, last - first + 1, Integer.BYTES, "GNU hash table");
            if ((u32(table, chain + Integer.BYTES * (last - first)) & 1) != 0) {
                return last + 1;
            }
            last++;
        }
    }

    /** Return what is mapped from an address to the end of its segment; the loader reads no other bytes of the file. */
    private MemorySegment mapped(long address, String name) {
        for (int i = 0; i < file.segmentCount(); i++) {
            ElfFile.Segment segment = file.segment(i);
            long offset = address - segment.address();
            if (segment.type() == ElfDescriptor.PT_LOAD && file.holds(segment) && offset >= 0
                    && offset < segment.size()) {
                return file.content(segment).asSlice(offset);
            }
        }
        throw damaged("a " + name + " at address 0x" + Long.toHexString(address)
                + ", where nothing of the file is mapped");
    }

    private void requireRoom(MemorySegment table, long start, long count, long size, String name) {
        if (start > table.byteSize() || count > (table.byteSize() - start) / size) {
            throw damaged("a " + name + " of at least " + (start + count * size) + " bytes, of which "
                    + table.byteSize() + " lie in the file");
        }
    }

    private ElfFormatException damaged(String found) {
        return new ElfFormatException(
                what + " is a damaged shared object: it has " + found + "; build it again");
    }

    private static long u32(MemorySegment table, long offset) {
        return Integer.toUnsignedLong(table.get(ElfFile.U32, offset));
    }
}
