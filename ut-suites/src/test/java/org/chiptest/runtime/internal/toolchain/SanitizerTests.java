package org.chiptest.runtime.internal.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CompileTarget;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.CoreType;
import org.chiptest.runtime.toolchain.Sanitizer;
import org.chiptest.runtime.toolchain.SourceFile;
import org.chiptest.runtime.toolchain.ToolchainSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class SanitizerTests {

    @TempDir
    Path temp;

    private Workbench bench;
    private Path source;

    @BeforeEach
    void writeSource() throws IOException {
        bench = new Workbench(temp);
        source = bench.writeKernel("suite", 1);
    }

    @Test
    void aSanitizedKernelIsAnotherLibraryThanAPlainOne() {
        CompiledLibrary plain = bench.compile(kernel(Sanitizer.NONE));
        CompiledLibrary address = bench.compile(kernel(Sanitizer.ADDRESS));

        assertThat(address.digest()).isNotEqualTo(plain.digest());
        assertThat(bench.compile(kernel(Sanitizer.NONE)).digest()).isEqualTo(plain.digest());
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void theLibraryToLoadFirstIsTheCompilersOwn(Sanitizer sanitizer) {
        try (CompileService toolchain = bench.open()) {
            Sanitizer.Library library = toolchain.sanitizerLibrary(sanitizer);

            assertThat(library.file()).isRegularFile().isAbsolute();
            assertThat(library.file().getFileName().toString()).startsWith(sanitizer.library() + ".so");
        }
    }

    @Test
    void aCompilerWithoutTheLibrarySaysWhatToInstall() throws IOException {
        Path compiler = bench.writeCompiler("without-g++",
                "case \"$1\" in -print-file-name=*) echo \"${1#*=}\";; esac");
        bench.with(bench.settings().withCompiler(compiler.toString()));

        assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> bench.compile(kernel(Sanitizer.ADDRESS)))
                .havingCause().isInstanceOf(SanitizerNotFoundException.class)
                .withMessage("The C++ compiler " + compiler
                        + " has no run-time library for the sanitizer 'address': it does not find libasan.so; install it"
                        + " (Debian, Ubuntu: apt-get install libgcc-13-dev; Fedora: dnf install libasan; openSUSE: zypper install"
                        + " gcc13-c++)");
    }

    @Test
    void oneProcessCannotHoldTheLibrariesOfTwoCompilers() throws IOException {
        Path other = Files.writeString(temp.resolve("libasan.so.6"), "");
        Path compiler = bench.writeCompiler("other-g++", "echo " + other);
        ToolchainSettings mixed = ToolchainSettings.parse(
                Map.of(CompileSettings.KERNEL_COMPILER.name(), compiler.toString(), CompileSettings.CACHE.name(),
                        bench.settings().cache().directory().toString())::get,
                System.getenv());
        try (CompileService toolchain = bench.with(mixed).open()) {
            assertThatExceptionOfType(SanitizerNotFoundException.class)
                    .isThrownBy(() -> toolchain.sanitizerLibrary(Sanitizer.ADDRESS))
                    .withMessageContainingAll("Kernels are compiled by " + compiler, other.toString(),
                            "name one compiler with chiptest.compile.kernel-compiler");
        }
    }

    @Test
    void sanitizersAreKnownByTheNamesThatSettingsUse() {
        assertThat(Sanitizer.named("address")).hasValue(Sanitizer.ADDRESS);
        assertThat(Sanitizer.named("ADDRESS")).isEmpty();
    }

    private CompileRequest kernel(Sanitizer sanitizer) {
        return new CompileRequest.Kernel(SourceFile.of(source), CoreType.AIV, "a2a3",
                RuntimeKind.TENSORMAP_AND_RINGBUFFER, List.of(), "vector",
                CompileTarget.SIMULATED_KERNELS, sanitizer);
    }
}
