package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

import org.chiptest.runtime.internal.linker.LibraryLoader.Binding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCallTests {

    private static final String KERNELS = """
            #include <cstdint>
            #include <stdexcept>
            #include <string>

            extern "C" void add(int64_t *args) { args[2] = args[0] + args[1]; }
            extern "C" void boom(int64_t *args) { throw std::runtime_error("boom " + std::to_string(args[0])); }
            extern "C" void throw_text(int64_t *) { throw "a literal"; }
            extern "C" void throw_string(int64_t *) { throw std::string("a string"); }
            extern "C" void throw_int(int64_t *) { throw 42; }
            extern "C" void throw_long(int64_t *) { throw std::invalid_argument(std::string(100000, 'x')); }
            """;

    @TempDir
    static Path directory;

    static NativeLibrary kernels;
    static Shim shim;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment args = arena.allocate(JAVA_LONG, 16);
    private final MemorySegment frame = arena.allocate(CallFrameDescriptor.SIZE, CallFrameDescriptor.ALIGNMENT);
    private KernelCall call;

    @BeforeAll
    static void compile() throws IOException {
        shim = NativeSources.shim(directory);
        Path library = NativeSources.compile(directory, "kernels", KERNELS);
        try (LibraryLoader loader = LibraryLoader.below(directory, shim)) {
            kernels = loader.open(MemorySegment.ofArray(Files.readAllBytes(library)), "test kernels", Binding.NOW);
        }
    }

    @BeforeEach
    void prepare() {
        call = shim.kernelCall(frame);
    }

    @AfterAll
    static void close() {
        kernels.close();
    }

    @Test
    void aKernelWorksOnItsArguments() {
        args.setAtIndex(JAVA_LONG, 0, 2);
        args.setAtIndex(JAVA_LONG, 1, 40);

        assertThat(call.run(kernels.symbol("add"), args.address(), 1, 0, 0)).isTrue();

        assertThat(args.getAtIndex(JAVA_LONG, 2)).isEqualTo(42);
    }

    @Test
    void anExceptionOfAKernelIsAFailedCallAndTheProcessLives() {
        args.setAtIndex(JAVA_LONG, 0, 7);

        assertThat(call.run(kernels.symbol("boom"), args.address(), 1, 0, 0)).isFalse();

        assertThat(call.thrown()).hasMessage("std::runtime_error: boom 7");
        assertThat(call.thrown().type()).isEqualTo("std::runtime_error");
        assertThat(call.thrown().what()).isEqualTo("boom 7");
        assertThat(call.run(kernels.symbol("add"), args.address(), 2, 0, 0)).isTrue();
    }

    @Test
    void whateverIsThrownHasAType() {
        assertThat(thrownBy("throw_text")).hasMessage("char const*: a literal");
        assertThat(thrownBy("throw_string").what()).isEqualTo("a string");
        assertThat(thrownBy("throw_int")).hasMessage("int");
    }

    @Test
    void anEndlessTextIsCut() {
        assertThat(thrownBy("throw_long").what()).matches("x{4000,8192}");
    }

    @Test
    void aFrameMustBeAlignedNativeMemoryOfItsSize() {
        MemorySegment memory = arena.allocate(256, 64);
        assertThatIllegalArgumentException().isThrownBy(() -> shim.kernelCall(memory.asSlice(0, 127)))
                .withMessageStartingWith("a call frame needs 128 bytes of native memory at a multiple of 64, not ");
        assertThatIllegalArgumentException().isThrownBy(() -> shim.kernelCall(memory.asSlice(32, 128)));
        assertThatIllegalArgumentException().isThrownBy(() -> shim.kernelCall(MemorySegment.ofArray(new long[16])));
    }

    private CppException thrownBy(String kernel) {
        assertThat(call.run(kernels.symbol(kernel), args.address(), 1, 0, 0)).isFalse();
        return call.thrown();
    }
}
