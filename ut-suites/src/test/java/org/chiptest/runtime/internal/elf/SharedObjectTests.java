package org.chiptest.runtime.internal.elf;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

class SharedObjectTests {

    @Test
    void aSharedObjectOfTheMachineIsAccepted() {
        assertThatCode(() -> require(library())).doesNotThrowAnyException();
        assertThatCode(() -> SharedObject.require(library().int16(18, 183).segment(), ElfMachine.AARCH64, "it"))
                .doesNotThrowAnyException();
    }

    @Test
    void aSharedObjectOfAnotherMachineIsRefused() {
        assertRefused(library().int16(18, 183),
                "kernel 3 is an AArch64 shared object, this machine is x86-64; compile it for x86-64");
        assertRefused(library().int16(18, 243),
                "kernel 3 is a machine 243 shared object, this machine is x86-64; compile it for x86-64");
        assertThatThrownBy(() -> SharedObject.require(library().segment(), ElfMachine.AARCH64, "kernel 3"))
                .isInstanceOf(ElfFormatException.class)
                .hasMessage("kernel 3 is an x86-64 shared object, this machine is AArch64; compile it for AArch64");
    }

    @Test
    void anotherKindOfFileIsRefused() {
        assertRefused(library().int16(16, 1),
                "kernel 3 is an x86-64 relocatable object (.o), only shared objects can be"
                        + " loaded; link it with g++ -shared -fPIC");
        assertRefused(library().int16(16, 2),
                "kernel 3 is an x86-64 executable, only shared objects can be loaded; link it with g++ -shared -fPIC");
        assertRefused(library().int16(16, 4),
                "kernel 3 is an x86-64 core dump, only shared objects can be loaded; link it with g++ -shared -fPIC");
        assertRefused(library().int16(16, 0xfe00),
                "kernel 3 is an x86-64 file of type 65024, only shared objects can be"
                        + " loaded; link it with g++ -shared -fPIC");
    }

    @Test
    void anotherWidthOrByteOrderIsRefused() {
        assertRefused(library().int8(4, 1),
                "kernel 3 is a 32-bit ELF file, this machine is x86-64; compile it for 64 bits");
        assertRefused(library().int8(4, 0),
                "kernel 3 is no 64-bit ELF file, this machine is x86-64; compile it for 64 bits");
        assertRefused(library().int8(5, 2), "kernel 3 is a big-endian ELF file, this machine is x86-64 (little-endian);"
                + " compile it for x86-64");
    }

    @Test
    void bytesThatAreNoElfFileAreRefused() {
        assertRefused("#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII), "kernel 3 is no ELF file: it has 10 bytes and"
                + " starts with 23 21 2f 62; pass a shared object as g++ -shared makes it");
        assertRefused(new byte[0], "kernel 3 is no ELF file: it has 0 bytes and starts with nothing; pass a shared"
                + " object as g++ -shared makes it");
    }

    @Test
    void aTruncatedSharedObjectIsRefused() {
        assertRefused(library().segment(0, 1, 100, 413),
                "kernel 3 is a truncated shared object: segment 0 has 413 bytes"
                        + " from byte 100 on, the file only 512; build it again");
        assertRefused(library().segment(0, 1, -1, 1),
                "kernel 3 is a truncated shared object: segment 0 has 1 bytes from"
                        + " byte 18446744073709551615 on, the file only 512; build it again");
    }

    @Test
    void onlySegmentsThatAreMappedMustBeComplete() {
        assertThatCode(() -> require(library().segment(0, 4, 100, 413))).doesNotThrowAnyException();
    }

    @Test
    void aSharedObjectWithoutSegmentsIsRefused() {
        String message = "kernel 3 is a shared object whose table of segments is missing or lies outside its 512 bytes;"
                + " it is damaged or truncated, build it again";

        assertRefused(library().int64(32, 0), message);
        assertRefused(library().int64(32, 500), message);
    }

    private static ElfBytes library() {
        return ElfBytes.sharedObject(512).segment(0, 1, 0, 512);
    }

    private static void require(ElfBytes library) {
        SharedObject.require(library.segment(), ElfMachine.X86_64, "kernel 3");
    }

    private static void assertRefused(ElfBytes library, String message) {
        assertRefused(library.array(), message);
    }

    private static void assertRefused(byte[] library, String message) {
        assertThatThrownBy(
                () -> SharedObject.require(MemorySegment.ofArray(library), ElfMachine.X86_64, "kernel 3"))
                .isInstanceOf(ElfFormatException.class).hasMessage(message);
    }
}
