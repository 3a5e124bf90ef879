package org.chiptest.runtime.internal.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.chiptest.runtime.toolchain.ToolchainSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnosisTests {

    @TempDir
    Path temp;

    private ToolchainSettings settings;

    @BeforeEach
    void createSettings() {
        settings = new Workbench(temp).settings();
    }

    @Test
    void aMachineThatCompilesHasEverything() {
        assertThat(Diagnosis.of(settings)).extracting(Prerequisite::name, Prerequisite::found, Prerequisite::fix)
                .containsExactly(tuple("compile cache", true, ""), tuple("compiler of kernels", true, ""),
                        tuple("compiler of orchestrations", true, ""), tuple("C++ library and linker", true, ""),
                        tuple("sanitizer address, if asked for", true, ""),
                        tuple("sanitizer undefined, if asked for", true, ""));
    }

    @Test
    void aMissingCompilerSaysWhatToInstall() {
        assertThat(Diagnosis.of(settings.withEnvironment(Map.of("PATH", "/nowhere")))).filteredOn(p -> !p.found())
                .extracting(Prerequisite::name, Prerequisite::fix)
                .containsExactly(tuple("compiler of kernels", CompilerLookup.FIX),
                        tuple("compiler of orchestrations", CompilerLookup.FIX));
    }

    @Test
    void aCompilerWithoutALibraryIsNoticed() throws IOException {
        Path broken = new Workbench(temp).writeCompiler("broken-g++",
                "echo 'x.cpp:1:1: fatal error: string: No such file'; exit 1");

        assertThat(Diagnosis.of(settings.withCompiler(broken.toString()))).filteredOn(p -> !p.found())
                .singleElement().satisfies(missing -> {
                    assertThat(missing.name()).isEqualTo("C++ library and linker");
                    assertThat(missing.detail()).contains("fatal error: string: No such file");
                    assertThat(missing.fix()).isEqualTo(CompilerLookup.FIX);
                });
    }

    @Test
    void anUnusableCacheIsOneOfTheFindings() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "");

        assertThat(Diagnosis.of(settings.withCacheDirectory(file))).filteredOn(p -> !p.found()).singleElement()
                .satisfies(missing -> {
                    assertThat(missing.name()).isEqualTo("compile cache");
                    assertThat(missing.fix()).isEqualTo("choose a folder of your own with chiptest.compile.cache");
                });
    }

    @Test
    void aWrongInstructionLibraryIsNoticed() throws IOException {
        Path good = temp.resolve("isa");
        Files.createDirectories(good.resolve("include/pto"));
        Map<String, String> properties = Map.of(CompileSettings.CACHE.name(), temp.resolve("cache").toString(),
                CompileSettings.ISA.name(), temp.toString());
        ToolchainSettings wrong = ToolchainSettings.parse(properties::get, System.getenv());
        ToolchainSettings right = ToolchainSettings.parse(
                Map.of(CompileSettings.CACHE.name(), temp.resolve("cache").toString(), CompileSettings.ISA.name(),
                        good.toString())::get,
                System.getenv());

        assertThat(Diagnosis.of(wrong)).last().isEqualTo(Prerequisite.missing("instruction library",
                "no folder " + temp.resolve("include/pto"),
                "let chiptest.compile.isa name the folder that holds include/pto, or leave it out"));
        assertThat(Diagnosis.of(right)).last()
                .isEqualTo(Prerequisite.found("instruction library", good.toString()));
    }
}
