package org.chiptest.runtime.internal.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.CompileErrorException;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CoreType;
import org.chiptest.runtime.toolchain.SourceFile;
import org.chiptest.runtime.toolchain.ToolchainException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompileErrorTests {

    @TempDir
    Path temp;

    private Workbench bench;

    @BeforeEach
    void createWorkbench() {
        bench = new Workbench(temp);
    }

    @Test
    void theMessageNamesRequestLineAndCommand() throws IOException {
        Path file = bench.write("suite/vector/add.cpp", """
                extern "C" void kernel_entry(long *args) {
                    args[0] = undeclared;
                }
                """);
        CompileRequest request = new CompileRequest.Kernel(new SourceFile("vector/add.cpp", file), CoreType.AIV, "a2a3",
                RuntimeKind.HOST_BUILD_GRAPH, List.of(), "vector_sum");

        CompileErrorException error = fail(CompileErrorException.class, request);

        assertThat(error.getMessage()).startsWith("""
                Cannot compile kernel vector/add.cpp of callable vector_sum: 1 error
                  vector/add.cpp: In function 'void kernel_entry(long int*)':
                  vector/add.cpp:2:15: error: 'undeclared' was not declared in this scope
                """)
                .endsWith("\ncompiled for AIV, a2a3, host_build_graph").doesNotContain(" -o add.so");
        assertThat(error.command()).startsWith("/").endsWith(" -o add.so " + file);
    }

    @Test
    void theCommandRepeatsTheErrorAfterTheToolchainIsClosed() throws IOException, InterruptedException {
        Path file = bench.write("it's/add.cpp", "#include \"data_type.h\"\nWord f() { return undeclared; }\n");
        CompileErrorException error = fail(CompileErrorException.class, Workbench.kernel(file));

        Path log = bench.path("log");
        Process shell = new ProcessBuilder("sh", "-c", error.command()).directory(temp.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();

        assertThat(shell.waitFor()).isEqualTo(1);
        assertThat(Files.readString(log, StandardCharsets.UTF_8)).contains("undeclared");
    }

    @Test
    void anErrorInAPartOfTheShimIsNamedAndCanBeRepeated() throws IOException, InterruptedException {
        bench.shipped.putShim("part.h", "#error deep trouble\n");

        CompileErrorException error = fail(CompileErrorException.class, new CompileRequest.Shim());

        assertThat(error.getMessage()).startsWith("""
                Cannot compile the runtime's shim: 1 error
                  In file included from <chiptest>/shim.cpp:1:
                  <chiptest>/part.h:1:2: error: #error deep trouble
                """);
        Path log = bench.path("log");
        Process shell = new ProcessBuilder("sh", "-c", error.command()).directory(temp.toFile())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertThat(shell.waitFor()).isEqualTo(1);
        assertThat(Files.readString(log, StandardCharsets.UTF_8)).contains("chiptest-shim/part.h:1:2: error");
    }

    @Test
    void anErrorInAHeaderTellsWhoIncludesIt() throws IOException {
        bench.write("suite/vector/deep.h", "#error deep trouble\n");
        bench.write("suite/vector/outer.h", "#include \"deep.h\"\n");
        Path file = bench.write("suite/vector/add.cpp", "#include \"outer.h\"\n");

        CompileErrorException error = fail(CompileErrorException.class,
                Workbench.kernel(new SourceFile("vector/add.cpp", file), "a2a3"));

        assertThat(error.getMessage()).contains("""
                  In file included from vector/outer.h:1,
                                   from vector/add.cpp:1:
                  vector/deep.h:1:2: error: #error deep trouble
                """.indent(0));
    }

    @Test
    void anErrorInATemplateTellsWhereItIsUsed() throws IOException {
        bench.write("suite/vector/named.h", """
                template <typename T>
                void named(T &&) {
                    static_assert(sizeof(T) == 1, "give it a name");
                }
                """);
        Path file = bench.write("suite/vector/add.cpp", """
                #include "named.h"

                void f() { named(1); }
                """);

        CompileErrorException error = fail(CompileErrorException.class,
                Workbench.kernel(new SourceFile("vector/add.cpp", file), "a2a3"));

        assertThat(error.getMessage()).containsPattern("""
                vector/named.h: In instantiation of .*
                 +vector/add.cpp:3:\\d+: +required from here
                 +vector/named.h:3:\\d+: error: static assertion failed: give it a name""");
    }

    @Test
    void manyErrorsAreCutAndAllOfThemKept() throws IOException {
        Path file = bench.write("suite/add.cpp",
                "int f() { return one; }\n" + "int g() { return two; }\n".repeat(30));

        CompileErrorException error = fail(CompileErrorException.class, Workbench.kernel(file));

        assertThat(error.getMessage()).contains(": 60 errors\n")
                .containsPattern("\\.\\.\\. and \\d+ more lines\ncompiled for ");
        assertThat(String.valueOf(error.getMessage()).lines()).hasSizeLessThan(20);
        assertThat(error.diagnostics()).contains(":31:18: error: 'two'");
    }

    @Test
    void aMissingSourceTellsWhereItWasLookedFor() {
        SourceNotFoundException error = fail(SourceNotFoundException.class,
                Workbench.kernel(bench.path("suite/nowhere.cpp")));

        assertThat(error).hasMessageStartingWith("No source for kernel ").hasMessageEndingWith(
                ": there is no file " + bench.path("suite/nowhere.cpp"));
    }

    @Test
    void anUnknownArchitectureListsTheKnownOnes() throws IOException {
        SourceFile source = SourceFile.of(bench.writeKernel("suite", 7));

        assertThat(fail(UnknownArchitectureException.class, Workbench.kernel(source, "a7")))
                .hasMessage(
                        "No headers for the architecture 'a7'; known: a2a3, a5; a platform's compile targets can bring their own");
    }

    @Test
    void aMissingCompilerIsOneLineThatSaysWhatToInstall() throws IOException {
        CompileRequest request = Workbench.kernel(bench.writeKernel("suite", 7));
        bench.with(bench.settings().withEnvironment(Map.of("PATH", "/nowhere:" + temp)));

        CompilerNotFoundException error = fail(CompilerNotFoundException.class, request);

        assertThat(error).hasMessage("No C++ compiler: none of g++-15, g++ is on the PATH (/nowhere:" + temp
                + "); install g++ 11 or later (Debian, Ubuntu: apt-get install g++; Fedora: dnf install gcc-c++; openSUSE: "
                + "zypper install gcc-c++)");
    }

    @Test
    void anOldCompilerIsRefused() throws IOException {
        Path old = bench.writeCompiler("old-g++", "exit 1");
        Files.writeString(old, Files.readString(old).replace("13.1.0", "9.4.0"));
        bench.with(bench.settings().withCompiler(old.toString()));

        assertThat(fail(CompilerNotFoundException.class, Workbench.kernel(bench.writeKernel("suite", 7))))
                .hasMessageStartingWith(
                        "The C++ compiler " + old + " is too old for C++23: g++ (pretended) 9.4.0; install ");
    }

    @Test
    void whatTheLoaderSaysOfAnImpossiblePreloadIsNoAnswerOfTheCompiler() throws IOException {
        Path compiler = bench.writeCompiler("noisy-g++", "exit 42");
        Files.writeString(compiler, Files.readString(compiler).replace("case \"$1\"",
                "echo \"ERROR: ld.so: object 'no.so' from LD_PRELOAD cannot be preloaded: ignored.\" >&2\ncase \"$1\""));
        bench.with(bench.settings().withCompiler(compiler.toString()));

        // it was asked for its version, and then to compile
        assertThat(fail(CompileErrorException.class, Workbench.kernel(bench.writeKernel("suite", 7))))
                .hasMessageContaining(": exit code 42\n");
    }

    @Test
    void aCompilerThatSaysNothingIsNamedWithItsExitCode() throws IOException {
        bench.with(bench.settings().withCompiler(bench.writeCompiler("mute-g++", "exit 42").toString()));

        assertThat(fail(CompileErrorException.class, Workbench.kernel(bench.writeKernel("suite", 7))))
                .hasMessageContaining(": exit code 42\n");
    }

    @Test
    void anUnresolvedSymbolOfTheLinkerIsAnError() throws IOException {
        Path file = bench.write("suite/add.cpp", """
                extern "C" __attribute__((visibility("hidden"))) void nobody();
                extern "C" void kernel_entry(long *) { nobody(); }
                """);

        assertThat(fail(CompileErrorException.class, Workbench.kernel(file))).hasMessageContaining("nobody");
    }

    @Test
    void aFailureIsNotRemembered() throws IOException {
        Path file = bench.write("suite/add.cpp", "#include \"missing.h\"\n");
        fail(CompileErrorException.class, Workbench.kernel(file));
        bench.write("suite/missing.h", "");

        assertThat(bench.compile(Workbench.kernel(file)).fromCache()).isFalse();
    }

    private <T extends ToolchainException> T fail(Class<T> type, CompileRequest request) {
        CompletionException failure = catchThrowableOfType(CompletionException.class, () -> bench.compile(request));
        assertThat(failure).isNotNull();
        assertThat(failure.getCause()).isInstanceOf(type);
        return type.cast(failure.getCause());
    }
}
