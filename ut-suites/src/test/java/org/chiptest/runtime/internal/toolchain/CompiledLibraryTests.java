package org.chiptest.runtime.internal.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.files.FileTree;
import org.chiptest.runtime.internal.files.Sha256;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.CoreType;
import org.chiptest.runtime.toolchain.SourceFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompiledLibraryTests {

    @TempDir
    Path temp;

    private Workbench bench;

    @BeforeEach
    void createWorkbench() {
        bench = new Workbench(temp);
    }

    @Test
    void aKernelExportsItsEntry() throws IOException {
        CompiledLibrary kernel = bench.compile(Workbench.kernel(bench.writeKernel("suite", 7)));

        assertThat(NmSymbols.exported(kernel.file())).contains("kernel_entry");
        assertThat(kernel.toByteArray()).startsWith(0x7f, 'E', 'L', 'F').isEqualTo(Files.readAllBytes(kernel.file()));
        assertThat(kernel.digest()).isEqualTo(Sha256.of(kernel.file()));
    }

    @Test
    void aHostBuildGraphOrchestrationHoldsTheUsersSourceOnly() throws IOException {
        Path source = bench.write("suite/build.cpp", """
                #include "orchestration_api.h"
                extern "C" int build(void *) { return runtimeId(); }
                """);

        CompiledLibrary library = bench.compile(Workbench.orchestration(source, RuntimeKind.HOST_BUILD_GRAPH));

        assertThat(NmSymbols.exported(library.file())).contains("build").doesNotContain("framework_bind_runtime");
    }

    @Test
    void aTensormapOrchestrationHoldsTheFrameworkToo() throws IOException {
        Path source = bench.write("suite/entry.cpp", """
                #include "pto_orchestration_api.h"
                extern "C" void *aicpu_orchestration_entry() { return framework_current_runtime(); }
                """);

        CompiledLibrary library = bench.compile(Workbench.orchestration(source, RuntimeKind.TENSORMAP_AND_RINGBUFFER));

        assertThat(NmSymbols.exported(library.file())).contains("aicpu_orchestration_entry", "framework_bind_runtime")
                .doesNotContain("framework_current_runtime");
    }

    @Test
    void orchestrationsCarryABuildId() throws IOException {
        Path source = bench.write("suite/build.cpp", "extern \"C\" int build(void *) { return 1; }\n");

        CompiledLibrary library = bench.compile(Workbench.orchestration(source, RuntimeKind.HOST_BUILD_GRAPH));

        // owner "GNU" after the sizes of owner and SHA-1, and type 3: NT_GNU_BUILD_ID
        assertThat(library.toByteArray()).containsSequence(4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 'G', 'N', 'U', 0);
    }

    @Test
    void noSymbolIsUniqueInTheProcess() throws IOException {
        Path source = bench.write("suite/inline.cpp", """
                inline int &counter() { static int value; return value; }
                struct Shared { static inline int value = 3; };
                extern "C" void kernel_entry(long *args) { args[0] = ++counter() + ++Shared::value; }
                """);

        CompiledLibrary library = bench.compile(Workbench.kernel(source));

        assertThat(NmSymbols.lines(library.file())).isNotEmpty().noneMatch(line -> line.contains(" u "));
    }

    @Test
    void theMacroOfTheCoreIsDefined() throws IOException {
        Path source = bench.write("suite/core.cpp", """
                #ifdef __DAV_VEC__
                extern "C" void vector() {}
                #endif
                #ifdef __DAV_CUBE__
                extern "C" void cube() {}
                #endif
                """);
        CompileRequest cube = new CompileRequest.Kernel(SourceFile.of(source), CoreType.AIC, "a2a3",
                RuntimeKind.HOST_BUILD_GRAPH, java.util.List.of(), "");

        assertThat(NmSymbols.exported(bench.compile(Workbench.kernel(source)).file())).contains("vector")
                .doesNotContain("cube");
        assertThat(NmSymbols.exported(bench.compile(cube).file())).contains("cube").doesNotContain("vector");
    }

    @Test
    void headersOfTheArchitectureAreTheOnesOfTheRequest() throws IOException {
        Path source = bench.write("suite/cores.cpp", """
                #include "chip_arch.h"
                #if CHIP_CORES == 36
                extern "C" void thirty_six() {}
                #endif
                """);

        CompiledLibrary library = bench.compile(Workbench.kernel(SourceFile.of(source), "a5"));

        assertThat(NmSymbols.exported(library.file())).contains("thirty_six");
    }

    @Test
    void warningsAreKeptWithTheLibrary() throws IOException {
        Path source = bench.write("suite/warn.cpp",
                "#warning \"on purpose\"\nextern \"C\" void kernel_entry(long *) {}\n");

        CompiledLibrary compiled = bench.compile(Workbench.kernel(source));
        CompiledLibrary found = bench.compile(Workbench.kernel(source));

        assertThat(compiled.warnings()).contains("on purpose");
        assertThat(found.fromCache()).isTrue();
        assertThat(found.warnings()).isEqualTo(compiled.warnings());
    }

    @Test
    void theShimIsCompiledFromItsResource() throws IOException {
        CompiledLibrary shim = bench.compile(new CompileRequest.Shim());

        assertThat(NmSymbols.exported(shim.file())).contains("chiptest_open");
    }

    @Test
    void theShimIsCompiledAnewWhenOneOfItsPartsIsAnother() throws IOException {
        CompiledLibrary first = bench.compile(new CompileRequest.Shim());
        assertThat(bench.compile(new CompileRequest.Shim()).fromCache()).isTrue();
        bench.shipped.putShim("part.h", "extern \"C\" int chiptest_other() { return 1; }\n");

        CompiledLibrary second = bench.compile(new CompileRequest.Shim());

        assertThat(second.fromCache()).isFalse();
        assertThat(NmSymbols.exported(first.file())).contains("chiptest_open");
        assertThat(NmSymbols.exported(second.file())).contains("chiptest_other").doesNotContain("chiptest_open");
    }

    @Test
    void bytesStayWhenTheCacheIsDeleted() throws IOException {
        CompiledLibrary library = bench.compile(Workbench.kernel(bench.writeKernel("suite", 7)));
        FileTree.delete(bench.cache());

        assertThat(Sha256.of(library.toByteArray())).isEqualTo(library.digest());
    }
}
