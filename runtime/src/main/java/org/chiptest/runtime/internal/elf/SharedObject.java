package org.chiptest.runtime.internal.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Check, before anything is loaded, that bytes are a shared object which this machine can open. */
public final class SharedObject {

    private SharedObject() {}

    /**
     * Refuse everything but a complete 64-bit little-endian shared object of a machine.
     *
     * @param library the bytes of the file
     * @param machine the machine that will open it
     * @param what    names the library at the start of the message, such as "the kernel with func id 3"
     * @throws ElfFormatException if the bytes are anything else; the message says what they are
     */
    public static void require(MemorySegment library, ElfMachine machine, String what) {
        if (!ElfFile.isElf(library)) {
            throw new ElfFormatException(what + " is no ELF file: it has " + library.byteSize()
                    + " bytes and starts with " + firstBytes(library)
                    + "; pass a shared object as g++ -shared makes it");
        }
        ElfFile file = ElfFile.of(library);
        requireKind(file, machine, what);
        requireComplete(file, library.byteSize(), what);
    }

    private static void requireKind(ElfFile file, ElfMachine machine, String what) {
        if (file.elfClass() != ElfDescriptor.CLASS_64) {
            throw new ElfFormatException(what + " is " + (file.elfClass() == 1 ? "a 32-bit" : "no 64-bit")
                    + " ELF file, this machine is " + machine.title() + "; compile it for 64 bits");
        }
        if (file.data() != ElfDescriptor.DATA_LITTLE_ENDIAN) {
            throw new ElfFormatException(what + " is a big-endian ELF file, this machine is " + machine.title()
                    + " (little-endian); compile it for " + machine.title());
        }
        if (file.machine() != machine.code()) {
            throw new ElfFormatException(what + " is " + describe(file) + ", this machine is " + machine.title()
                    + "; compile it for " + machine.title());
        }
        if (file.type() != ElfDescriptor.TYPE_SHARED) {
            throw new ElfFormatException(what + " is " + describe(file)
                    + ", only shared objects can be loaded; link it with g++ -shared -fPIC");
        }
    }

    /** Check that mapped segments end within the file: the loader would map them all the same and die at first touch. */
    private static void requireComplete(ElfFile file, long size, String what) {
        if (!file.hasSegments()) {
            throw new ElfFormatException(
                    what + " is a shared object whose table of segments is missing or lies outside its "
                            + size + " bytes; it is damaged or truncated, build it again");
        }
        for (int i = 0; i < file.segmentCount(); i++) {
            ElfFile.Segment segment = file.segment(i);
            if (segment.type() == ElfDescriptor.PT_LOAD && !file.holds(segment)) {
                throw new ElfFormatException(what + " is a truncated shared object: segment " + i + " has "
                        + Long.toUnsignedString(segment.size()) + " bytes from byte "
                        + Long.toUnsignedString(segment.offset()) + " on, the file only " + size + "; build it again");
            }
        }
    }

    private static String describe(ElfFile file) {
        String machine = ElfMachine.titleOf(file.machine());
        String kind = switch (file.type()) {
            case ElfDescriptor.TYPE_RELOCATABLE -> "relocatable object (.o)";
            case ElfDescriptor.TYPE_EXECUTABLE -> "executable";
            case ElfDescriptor.TYPE_SHARED -> "shared object";
            case ElfDescriptor.TYPE_CORE -> "core dump";
            default -> "file of type " + file.type();
        };
        return (machine.startsWith("machine") ? "a " : "an ") + machine + " " + kind;
    }

    private static String firstBytes(MemorySegment library) {
        StringBuilder text = new StringBuilder();
        for (long i = 0; i < Math.min(4, library.byteSize()); i++) {
            int value = Byte.toUnsignedInt(library.get(ValueLayout.JAVA_BYTE, i));
            text.append(text.isEmpty() ? "" : " ").append(Integer.toHexString(0x100 | value), 1, 3);
        }
        return text.isEmpty() ? "nothing" : text.toString();
    }
}
