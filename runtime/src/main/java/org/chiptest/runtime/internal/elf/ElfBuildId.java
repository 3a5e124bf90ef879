package org.chiptest.runtime.internal.elf;

import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

import org.chiptest.runtime.internal.bits.Fnv1a64;

/**
 * Identify a library by the build id that its linker wrote into it ({@code docs/contract/callables.md#build-id}).
 *
 * <p>Bytes in which no build id can be found are identified by their content.
 */
public final class ElfBuildId {

    private ElfBuildId() {}

    /** Return the first eight bytes of the GNU build id, or else the FNV-1a hash of all bytes. */
    public static long hash(MemorySegment library) {
        return find(library).orElseGet(() -> Fnv1a64.hash(library));
    }

    private static OptionalLong find(MemorySegment library) {
        if (!ElfFile.isElf(library)) {
            return OptionalLong.empty();
        }
        ElfFile file = ElfFile.of(library);
        if (file.elfClass() != ElfDescriptor.CLASS_64 || !file.hasSegments()) {
            return OptionalLong.empty();
        }
        for (int i = 0; i < file.segmentCount(); i++) {
            ElfFile.Segment segment = file.segment(i);
            if (segment.type() == ElfDescriptor.PT_NOTE && file.holds(segment)) {
                OptionalLong found = findInNotes(file.content(segment));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return OptionalLong.empty();
    }

    /** Walk the notes of a segment up to the first that does not fit into it. */
    private static OptionalLong findInNotes(MemorySegment notes) {
        long note = 0;
        while (notes.byteSize() - note >= ElfDescriptor.NOTE_HEADER_SIZE) {
            long nameSize = Integer.toUnsignedLong(notes.get(ElfFile.U32, note + ElfDescriptor.N_NAMESZ));
            long descriptionSize = Integer.toUnsignedLong(notes.get(ElfFile.U32, note + ElfDescriptor.N_DESCSZ));
            long name = note + ElfDescriptor.NOTE_HEADER_SIZE;
            long description = name + padded(nameSize);
            if (description + descriptionSize > notes.byteSize()) {
                return OptionalLong.empty();
            }
            if (isBuildId(notes, note, nameSize, descriptionSize)) {
                return OptionalLong.of(notes.get(ElfFile.U64, description));
            }
            note = description + padded(descriptionSize);
        }
        return OptionalLong.empty();
    }

    private static boolean isBuildId(MemorySegment notes, long note, long nameSize, long descriptionSize) {
        return notes.get(ElfFile.U32, note + ElfDescriptor.N_TYPE) == ElfDescriptor.NT_GNU_BUILD_ID && nameSize == 4
                && notes.get(ElfFile.U32, note + ElfDescriptor.NOTE_HEADER_SIZE) == ElfDescriptor.GNU
                && descriptionSize >= Long.BYTES;
    }

    private static long padded(long size) {
        return (size + ElfDescriptor.NOTE_ALIGNMENT - 1) & -ElfDescriptor.NOTE_ALIGNMENT;
    }
}
