package org.chiptest.runtime.internal.elf;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.SortedSet;

/** List the functions that a shared object exports, without opening it. */
public final class ExportedFunctions {

    private ExportedFunctions() {}

    /** Return the names of the functions; nothing if the bytes are no shared object, or a damaged one: the loader says how. */
    public static Optional<SortedSet<String>> of(MemorySegment library) {
        if (!ElfFile.isElf(library) || !ElfFile.of(library).isReadable()) {
            return Optional.empty();
        }
        try {
            return DynamicSymbols.of(ElfFile.of(library), "the library").map(DynamicSymbols::functions);
        } catch (ElfFormatException e) {
            return Optional.empty();
        }
    }
}
