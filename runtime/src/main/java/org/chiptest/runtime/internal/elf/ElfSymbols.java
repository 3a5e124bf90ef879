package org.chiptest.runtime.internal.elf;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Set;

/**
 * The names by which a shared object is tied to others.
 *
 * @param defined   what it has for others
 * @param undefined what it looks for in others
 */
public record ElfSymbols(Set<String> defined, Set<String> undefined) {

    public ElfSymbols {
        defined = Set.copyOf(defined);
        undefined = Set.copyOf(undefined);
    }

    /**
     * Read the names of a library without opening it; nothing if the bytes are no 64-bit ELF file with a dynamic section.
     *
     * @param what names the library at the start of messages
     * @throws ElfFormatException if the file says of itself what cannot be
     */
    public static Optional<ElfSymbols> of(MemorySegment library, String what) {
        if (!ElfFile.isElf(library) || !ElfFile.of(library).isReadable()) {
            return Optional.empty();
        }
        return DynamicSymbols.of(ElfFile.of(library), what)
                .map(symbols -> new ElfSymbols(symbols.named(true), symbols.named(false)));
    }
}
