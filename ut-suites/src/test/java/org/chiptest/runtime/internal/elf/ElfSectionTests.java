package org.chiptest.runtime.internal.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElfSectionTests {

    /** How each machine writes: return 7. */
    private static final byte[] X86_64 = {(byte) 0xb8, 7, 0, 0, 0, (byte) 0xc3};
    private static final byte[] AARCH64 = {(byte) 0xe0, 0, (byte) 0x80, 0x52, (byte) 0xc0, 0x03, 0x5f, (byte) 0xd6};

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"g++", "aarch64-linux-gnu-g++"})
    void theMachineCodeOfAnObjectIsTakenWhateverItsMachine(String compiler) throws Exception {
        MemorySegment code = ElfSection.text(object(compiler, "extern \"C\" int kernel_entry() { return 7; }"),
                "kernel");

        assertThat(code.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(compiler.equals("g++") ? X86_64 : AARCH64);
    }

    @Test
    void anObjectWithoutCodeIsNamed() throws Exception {
        MemorySegment object = object("g++", "int nothing = 1;");
        assertThatExceptionOfType(ElfFormatException.class).isThrownBy(() -> ElfSection.text(object, "kernel x"))
                .withMessage(
                        "kernel x has no machine code: its section .text is missing or empty; a kernel's function must"
                                + " not lie in a section of its own");
    }

    @Test
    void whatIsNoObjectIsNamed() {
        assertThatExceptionOfType(ElfFormatException.class)
                .isThrownBy(() -> ElfSection.text(MemorySegment.ofArray(new byte[100]), "kernel x"))
                .withMessage(
                        "kernel x is no 64-bit little-endian ELF file, so it has no section .text; let its compiler make"
                                + " an object (-c)");
    }

    @Test
    void anObjectThatWasCutShortIsNamedAtEveryLength() throws Exception {
        MemorySegment object = object("g++", "extern \"C\" int kernel_entry() { return 7; }");
        for (long length = 64; length < object.byteSize(); length++) {
            MemorySegment cut = object.asSlice(0, length);
            assertThatExceptionOfType(ElfFormatException.class).isThrownBy(() -> ElfSection.text(cut, "kernel"));
        }
    }

    private MemorySegment object(String compiler, String source) throws Exception {
        Path file = Files.writeString(folder.resolve("kernel.cpp"), source);
        List<String> command = new ArrayList<>(List.of(compiler, "-c", "-O2", "-fcf-protection=none", "-o",
                folder.resolve("kernel.o").toString(), file.toString()));
        if (!compiler.equals("g++")) {
            command.remove("-fcf-protection=none");
        }
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isZero();
        } catch (IOException e) {
            Assumptions.abort(compiler + " is not installed here: " + e.getMessage());
        }
        return MemorySegment.ofArray(Files.readAllBytes(folder.resolve("kernel.o")));
    }
}
