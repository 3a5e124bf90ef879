package org.chiptest.runtime.internal.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.SourceFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildCacheTests {

    @TempDir
    Path temp;

    private Workbench bench;

    @BeforeEach
    void createWorkbench() {
        bench = new Workbench(temp);
    }

    @Test
    void theSameSourceIsCompiledOnce() throws IOException {
        Path source = bench.writeKernel("suite", 7);

        CompiledLibrary first = bench.compile(Workbench.kernel(source));
        CompiledLibrary second = bench.compile(Workbench.kernel(source));

        assertThat(first.fromCache()).isFalse();
        assertThat(second.fromCache()).isTrue();
        assertThat(second.digest()).isEqualTo(first.digest());
    }

    @Test
    void aChangedSourceIsCompiledAgain() throws IOException {
        CompiledLibrary first = bench
                .compile(Workbench.kernel(bench.write("suite/k.cpp", "extern \"C\" void one() {}")));
        CompiledLibrary second = bench
                .compile(Workbench.kernel(bench.write("suite/k.cpp", "extern \"C\" void two() {}")));

        assertThat(second.fromCache()).isFalse();
        assertThat(second.digest()).isNotEqualTo(first.digest());
    }

    @Test
    void aChangedHeaderIsCompiledAgainAndTheOldOneIsRemembered() throws IOException {
        CompiledLibrary seven = bench.compile(Workbench.kernel(bench.writeKernel("suite", 7)));
        CompiledLibrary eight = bench.compile(Workbench.kernel(bench.writeKernel("suite", 8)));
        CompiledLibrary sevenAgain = bench.compile(Workbench.kernel(bench.writeKernel("suite", 7)));

        assertThat(eight.fromCache()).isFalse();
        assertThat(eight.digest()).isNotEqualTo(seven.digest());
        assertThat(sevenAgain.fromCache()).isTrue();
        assertThat(sevenAgain.digest()).isEqualTo(seven.digest());
    }

    @Test
    void aHeaderThatChangesWithinOneToolchainIsNoticed() throws IOException {
        try (CompileService toolchain = bench.open()) {
            CompiledLibrary seven = toolchain.compile(Workbench.kernel(bench.writeKernel("suite", 7))).join();
            CompiledLibrary eight = toolchain.compile(Workbench.kernel(bench.writeKernel("suite", 8))).join();

            assertThat(eight.digest()).isNotEqualTo(seven.digest());
        }
    }

    @Test
    void aNewTimeOfTheSameContentsChangesNothing() throws IOException {
        Path source = bench.writeKernel("suite", 7);
        bench.compile(Workbench.kernel(source));
        FileTime later = FileTime.from(Instant.now().plusSeconds(60));
        Files.setLastModifiedTime(source, later);
        Files.setLastModifiedTime(bench.path("suite/neighbour.h"), later);

        assertThat(bench.compile(Workbench.kernel(source)).fromCache()).isTrue();
    }

    @Test
    void theSameContentsInAnotherFolderAreFound() throws IOException {
        CompiledLibrary here = bench.compile(Workbench.kernel(bench.writeKernel("here", 7)));
        CompiledLibrary there = bench.compile(Workbench.kernel(bench.writeKernel("somewhere/else", 7)));

        assertThat(there.fromCache()).isTrue();
        assertThat(there.digest()).isEqualTo(here.digest());
    }

    @Test
    void bytesDoNotDependOnFoldersEvenWithoutTheCache() throws IOException {
        String text = """
                #include <sstream>
                #include "data_type.h"
                namespace { struct Greeter { Greeter() { puts(__FILE__ __DATE__ __TIME__); } } greeter; }
                extern "C" void kernel_entry(Word *args) { std::stringstream s; s << args[0]; args[1] = s.str().size(); }
                """;
        Path here = bench.write("here/k.cpp", text);
        Path there = bench.write("some where/else/k.cpp", text);

        CompiledLibrary first = bench.compile(Workbench.kernel(here));
        bench.with(bench.settings().withCacheDirectory(bench.path("another/cache")));
        CompiledLibrary second = bench.compile(Workbench.kernel(there));

        assertThat(second.fromCache()).isFalse();
        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(new String(second.toByteArray(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain(temp.toString());
    }

    @Test
    void architecturesShareAKernelThatDoesNotAskForThem() throws IOException {
        Path source = bench.writeKernel("suite", 7);

        bench.compile(Workbench.kernel(SourceFile.of(source), "a2a3"));

        assertThat(bench.compile(Workbench.kernel(SourceFile.of(source), "a5")).fromCache()).isTrue();
    }

    @Test
    void architecturesDoNotShareAKernelThatAsksForThem() throws IOException {
        Path source = bench.write("suite/k.cpp",
                "#include \"chip_arch.h\"\nextern \"C\" int cores() { return CHIP_CORES; }\n");

        CompiledLibrary a2a3 = bench.compile(Workbench.kernel(SourceFile.of(source), "a2a3"));
        CompiledLibrary a5 = bench.compile(Workbench.kernel(SourceFile.of(source), "a5"));

        assertThat(a5.fromCache()).isFalse();
        assertThat(a5.digest()).isNotEqualTo(a2a3.digest());
        assertThat(bench.compile(Workbench.kernel(SourceFile.of(source), "a2a3")).fromCache()).isTrue();
    }

    @Test
    void aChangedShippedHeaderIsCompiledAgain() throws IOException {
        Path source = bench.writeKernel("suite", 7);
        bench.compile(Workbench.kernel(source));
        bench.shipped.put("task_interface/data_type.h", "#pragma once\nusing Word = long long;\n");

        assertThat(bench.compile(Workbench.kernel(source)).fromCache()).isFalse();
    }

    @Test
    void aHeaderThatAppearsEarlierOnThePathIsCompiledAgain() throws IOException {
        Path source = bench.write("suite/k.cpp", "#include \"value.h\"\nextern \"C\" int value() { return VALUE; }\n");
        bench.write("second/value.h", "#define VALUE 2\n");
        CompileRequest request = Workbench.kernel(source, bench.path("first"), bench.path("second"));
        CompiledLibrary second = bench.compile(request);
        bench.write("first/value.h", "#define VALUE 1\n");

        CompiledLibrary first = bench.compile(request);

        assertThat(first.fromCache()).isFalse();
        assertThat(first.digest()).isNotEqualTo(second.digest());
        Files.delete(bench.path("first/value.h"));
        assertThat(bench.compile(request).digest()).isEqualTo(second.digest());
    }

    @Test
    void aHeaderThatHidesOneOfTheSystemIsCompiledAgain() throws IOException {
        Path source = bench.write("suite/k.cpp", "#include <cerrno>\nextern \"C\" int value() { return ENOENT; }\n");
        CompileRequest request = Workbench.kernel(source, bench.path("mine"));
        bench.compile(request);
        bench.write("mine/cerrno", "#define ENOENT 77\n");

        assertThat(bench.compile(request).fromCache()).isFalse();
    }

    @Test
    void aHeaderThatTheSourceOnlyAsksAboutIsCompiledAgainOnceItExists() throws IOException {
        Path source = bench.write("suite/k.cpp", """
                #if __has_include("option.h")
                extern "C" void with_option() {}
                #else
                extern "C" void without_option() {}
                #endif
                """);
        bench.compile(Workbench.kernel(source));
        bench.write("suite/option.h", "");

        CompiledLibrary library = bench.compile(Workbench.kernel(source));

        assertThat(NmSymbols.exported(library.file())).contains("with_option");
    }

    @Test
    void anUnrelatedNeighbourChangesNothing() throws IOException {
        Path source = bench.writeKernel("suite", 7);
        bench.compile(Workbench.kernel(source));
        bench.write("suite/unrelated.h", "#error unrelated\n");

        assertThat(bench.compile(Workbench.kernel(source)).fromCache()).isTrue();
    }

    @Test
    void aSourceThatSwallowsOtherFilesIsNotKept() throws IOException {
        bench.write("suite/blob.bin", "one");
        Path source = bench.write("suite/k.cpp",
                "__asm__(\".incbin \\\"" + bench.path("suite/blob.bin") + "\\\"\");\n");

        try (CompileService toolchain = bench.open()) {
            toolchain.compile(Workbench.kernel(source)).join();
            CompiledLibrary second = toolchain.compile(Workbench.kernel(source)).join();

            assertThat(second.fromCache()).isFalse();
            assertThat(toolchain.statistics().notKept()).isEqualTo(2);
        }
    }

    @Test
    void whatChangedWhileItWasCompiledIsNotKept() throws IOException {
        // the pause is longer than a tick of the file system's clock
        Path compiler = bench.writeCompiler("g++", """
                sleep 0.1
                echo '// changed' >> "$HERE/suite/neighbour.h"
                exec g++ "$@"
                """);
        Path source = bench.writeKernel("suite", 7);
        bench.with(bench.settings().withCompiler(compiler.toString()));

        try (CompileService toolchain = bench.open()) {
            toolchain.compile(Workbench.kernel(source)).join();

            assertThat(toolchain.statistics().notKept()).isEqualTo(1);
        }
    }

    @Test
    void extraEnvironmentIsPartOfTheKey() throws IOException {
        Path source = bench.writeKernel("suite", 7);
        bench.compile(Workbench.kernel(source));
        bench.with(bench.settings().withExtraEnvironment(Map.of("SOME_LICENSE", "1")));

        assertThat(bench.compile(Workbench.kernel(source)).fromCache()).isFalse();
    }

    @Test
    void anotherCompilerCompilesAgain() throws IOException {
        Path source = bench.writeKernel("suite", 7);
        bench.compile(Workbench.kernel(source));
        bench.with(bench.settings().withCompiler(bench.writeCompiler("other-g++", "exec g++ \"$@\"").toString()));

        assertThat(bench.compile(Workbench.kernel(source)).fromCache()).isFalse();
    }

    @Test
    void aDamagedLibraryIsCompiledAgain() throws IOException {
        Path source = bench.writeKernel("suite", 7);
        CompiledLibrary good = bench.compile(Workbench.kernel(source));
        byte[] bytes = good.toByteArray();
        bytes[bytes.length / 2] ^= 1;
        Files.write(good.file(), bytes);

        try (CompileService toolchain = bench.open()) {
            CompiledLibrary again = toolchain.compile(Workbench.kernel(source)).join();

            assertThat(again.fromCache()).isFalse();
            assertThat(again.toByteArray()).isEqualTo(good.toByteArray());
            assertThat(toolchain.statistics().damaged()).isPositive();
        }
        assertThat(bench.compile(Workbench.kernel(source)).fromCache()).isTrue();
    }

    @Test
    void aTruncatedManifestIsCompiledAgain() throws IOException {
        Path source = bench.writeKernel("suite", 7);
        bench.compile(Workbench.kernel(source));
        for (Path manifest : files("manifests")) {
            byte[] bytes = Files.readAllBytes(manifest);
            Files.write(manifest, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        }

        assertThat(bench.compile(Workbench.kernel(source)).fromCache()).isFalse();
        assertThat(bench.compile(Workbench.kernel(source)).fromCache()).isTrue();
    }

    @Test
    void damagedHeadersOnDiskAreWrittenAgain() throws IOException {
        Path source = bench.writeKernel("suite", 7);
        CompiledLibrary good = bench.compile(Workbench.kernel(source));
        for (Path header : files("trees")) {
            Files.writeString(header, "#error damaged\n");
        }

        assertThat(bench.compile(Workbench.kernel(source)).digest()).isEqualTo(good.digest());
    }

    @Test
    void onlyTheOwnerMayEnter() throws IOException {
        bench.compile(Workbench.kernel(bench.writeKernel("suite", 7)));

        try (Stream<Path> all = Files.walk(bench.cache())) {
            for (Path folder : all.filter(Files::isDirectory).toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))).as(folder.toString())
                        .isEqualTo("rwx------");
            }
        }
    }

    @Test
    void nothingIsLeftInTheWorkFolder() throws IOException {
        bench.compile(Workbench.kernel(bench.writeKernel("suite", 7)));

        assertThat(bench.cache().resolve("work")).isEmptyDirectory();
    }

    @Test
    void statisticsTellHitsFromMisses() throws IOException {
        Path source = bench.writeKernel("suite", 7);
        try (CompileService toolchain = bench.open()) {
            toolchain.compile(Workbench.kernel(source)).join();
            toolchain.compile(Workbench.kernel(source)).join();

            ToolchainStatistics statistics = toolchain.statistics();
            assertThat(List.of(statistics.requests(), statistics.misses(), statistics.hits())).containsExactly(2L, 1L,
                    1L);
            assertThat(statistics.compileTime()).isPositive();
        }
    }

    private List<Path> files(String part) throws IOException {
        try (Stream<Path> all = Files.walk(bench.cache().resolve(part))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
