package org.chiptest.runtime.internal.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.chiptest.runtime.ExpectedOutput;
import org.chiptest.runtime.toolchain.Toolchain;
import org.chiptest.runtime.toolchain.ToolchainSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstructionLibraryTests {

    private static final List<String> INCLUDED = List.of("/suite/add.cpp", "/isa/include/pto/pto-inst.hpp");

    @RegisterExtension
    final ExpectedOutput output = new ExpectedOutput();

    @TempDir
    Path temp;

    private final Logger logger = Logger.getLogger(Toolchain.class.getName());
    private final List<String> said = new ArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord message) {
            said.add(message.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(listener);
    }

    @Test
    void aCompilerThatMakesBfloat16HalfIsSaidOnceForEachToolchain() throws IOException {
        Workbench bench = bench();
        Path add = bench.write("suite/add.cpp",
                "#include <pto/pto-inst.hpp>\nextern \"C\" void kernel_entry(long *) {}\n");
        Path mul = bench.write("suite/mul.cpp", "#include <pto-inst.hpp>\nextern \"C\" void kernel_entry(long *) {}\n");
        for (int run = 1; run <= 2; run++) {
            try (CompileService toolchain = bench.open()) {
                for (Path source : List.of(add, mul, add)) {
                    assertThat(toolchain.compile(Workbench.kernel(source)).join().warnings())
                            .isEqualTo("warning: includes <pto/pto-inst.hpp>, which takes _Float16 for bfloat16 with"
                                    + " this compiler: results with bfloat16 are wrong; install g++ 14 or later and"
                                    + " name it with chiptest.compile.kernel-compiler");
                }
            }
            assertThat(said).hasSize(run).allMatch(text -> text.contains("add.cpp") && text.contains("_Float16"));
        }
    }

    @Test
    void aKernelWithoutTheLibraryIsNotWarnedOf() throws IOException {
        Workbench bench = bench();
        Path source = bench.write("suite/add.cpp", "extern \"C\" void kernel_entry(long *) {}\n");
        assertThat(bench.compile(Workbench.kernel(source)).warnings()).isEmpty();
        assertThat(said).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"g++, 12, true", "g++, 13, true", "g++, 14, false", "g++, 15, false", "clang, 19, true"})
    void whichCompilersDoSo(String name, int major, boolean warned) {
        Compiler compiler = new Compiler(Path.of("/usr/bin", name), name, major, List.of(name));
        assertThat(InstructionLibrary.hasWarning(InstructionLibrary.warnings(compiler, INCLUDED, "other words")))
                .isEqualTo(warned);
    }

    @Test
    void aCompilationThatHasReadTheTypeIsFine() {
        Compiler clang = new Compiler(Path.of("/usr/bin/clang++"), "clang", 19, List.of("clang"));
        List<String> read = new ArrayList<>(INCLUDED);
        read.add("/usr/include/c++/14/stdfloat");
        assertThat(InstructionLibrary.warnings(clang, read, "other words")).isEqualTo("other words");
    }

    private Workbench bench() throws IOException {
        Workbench bench = new Workbench(temp);
        bench.write("isa/include/pto/pto-inst.hpp", "#pragma once\n");
        Path compiler = bench.writeCompiler("g++-13", "exec g++ \"$@\"");
        return bench.with(ToolchainSettings
                .parse(Map.of("user.home", "/nowhere", CompileSettings.ISA.name(), bench.path("isa").toString())::get,
                        Map.of("PATH", System.getenv("PATH")))
                .withCacheDirectory(temp.resolve("cache")).withCompiler(compiler.toString()));
    }
}
