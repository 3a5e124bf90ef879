package org.chiptest.runtime.internal.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.chiptest.runtime.toolchain.SourceFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceLocatorTests {

    private static final String KERNEL = """
            #include "../common.h"
            #include "table.dat"
            extern "C" void kernel_entry(long *args) { args[0] = COMMON + TABLE; }
            """;

    @TempDir
    Path temp;

    private Workbench bench;
    private CompileService toolchain;

    @BeforeEach
    void openToolchain() {
        bench = new Workbench(temp);
        toolchain = bench.open();
    }

    @AfterEach
    void closeToolchain() {
        toolchain.close();
    }

    @Test
    void aSourceInAFolderIsUsedWhereItLies() throws IOException {
        Path file = bench.write("suite/vector/add.cpp", "");

        SourceFile source = toolchain.locate(SourceRoot.folder(bench.path("suite")), "vector/add.cpp");

        assertThat(source).isEqualTo(new SourceFile("vector/add.cpp", file));
    }

    @Test
    void aSourceInAFolderOfTheClassPathIsUsedWhereItLies() throws IOException {
        Path file = bench.write("classes/org/acme/vector/add.cpp", "");

        try (URLClassLoader loader = loader(bench.path("classes"))) {
            assertThat(toolchain.locate(SourceRoot.classPath(loader, "org/acme"), "vector/add.cpp").path())
                    .isEqualTo(file);
            assertThat(toolchain.locate(SourceRoot.classPath(loader, "org"), "/org/acme/vector/add.cpp").path())
                    .isEqualTo(file);
            assertThat(toolchain.locate(SourceRoot.classPath(loader, "org/acme/other"), "../vector/add.cpp").path())
                    .isEqualTo(file);
        }
    }

    @Test
    void aSourceBesideAClassIsLookedForInItsPackage() {
        SourceFile source = toolchain.locate(SourceRoot.beside(SourceLocatorTests.class), "SourceLocatorTests.class");

        assertThat(source.path()).endsWith(Path.of("org/chiptest/runtime/internal/toolchain/SourceLocatorTests.class"));
    }

    @Test
    void aSourceInAJarIsCompiledWithWhatItIncludes() throws IOException {
        Path jar = jar(Map.of("org/acme/kernels/add.cpp", KERNEL, "org/acme/kernels/table.dat", "#define TABLE 2\n",
                "org/acme/common.h", "#define COMMON 1\n", "org/acme/Suite.class", "", "org/acme/golden.bin", "big"));

        try (URLClassLoader loader = loader(jar)) {
            SourceFile source = toolchain.locate(SourceRoot.classPath(loader, "org/acme"), "kernels/add.cpp");

            assertThat(source.path()).startsWith(bench.cache().resolve("trees"));
            assertThat(source.path().resolveSibling("../golden.bin")).doesNotExist();
            assertThat(toolchain.compile(Workbench.kernel(source, "a2a3")).join().bytes().byteSize()).isPositive();
        }
    }

    @Test
    void jarsWithEqualSourcesShareAFolder() throws IOException {
        Map<String, String> sources = Map.of("k/add.cpp", KERNEL, "common.h", "#define COMMON 1\n");
        Path first;
        try (URLClassLoader loader = loader(jar(sources))) {
            first = toolchain.locate(SourceRoot.classPath(loader, ""), "k/add.cpp").path();
        }
        try (URLClassLoader loader = loader(jar(sources))) {
            assertThat(toolchain.locate(SourceRoot.classPath(loader, ""), "/k/add.cpp").path()).isEqualTo(first);
        }
    }

    @Test
    void aMissingSourceOnTheClassPathTellsWhereItBelongs() throws IOException {
        try (URLClassLoader loader = loader(bench.path("classes"))) {
            assertThatExceptionOfType(SourceNotFoundException.class)
                    .isThrownBy(() -> toolchain.locate(SourceRoot.classPath(loader, "org/acme"), "vector/add.cpp"))
                    .withMessage(
                            "No source 'vector/add.cpp': looked for org/acme/vector/add.cpp on the class path. Put it into "
                                    + "src/test/resources/org/acme/vector/add.cpp, or begin the path with / to count from the root "
                                    + "of the class path");
        }
    }

    @Test
    void aSourceAtTheRootOfTheClassPathIsSuggested() throws IOException {
        bench.write("classes/vector/add.cpp", "");

        try (URLClassLoader loader = loader(bench.path("classes"))) {
            assertThatExceptionOfType(SourceNotFoundException.class)
                    .isThrownBy(() -> toolchain.locate(SourceRoot.classPath(loader, "org/acme"), "vector/add.cpp"))
                    .withMessageEndingWith(
                            ". There is a vector/add.cpp at the root of the class path: write '/vector/add.cpp' to mean it");
        }
    }

    @Test
    void aMissingSourceInAFolderTellsWhatIsThere() throws IOException {
        bench.write("suite/vector/add.cpp", "");
        bench.write("suite/vector/mul.cpp", "");

        assertThatExceptionOfType(SourceNotFoundException.class)
                .isThrownBy(() -> toolchain.locate(SourceRoot.folder(bench.path("suite")), "vector/sub.cpp"))
                .withMessage("No source 'vector/sub.cpp': looked for " + bench.path("suite/vector/sub.cpp") + ". In "
                        + bench.path("suite/vector") + " there is [add.cpp, mul.cpp]");
    }

    @Test
    void anEmptyPathIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SourceFile(" ", temp))
                .withMessageStartingWith("A source needs the path that its author wrote");
        assertThatIllegalArgumentException().isThrownBy(() -> SourceRoot.classPath(getClass().getClassLoader(), "/org"))
                .withMessageStartingWith("A folder on the class path is written like org/acme/vector");
    }

    private Path jar(Map<String, String> files) throws IOException {
        Path jar = Files.createTempFile(temp, "suite", ".jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    private static URLClassLoader loader(Path entry) throws IOException {
        String location = entry.toUri().toString();
        return new URLClassLoader(
                new URL[]{java.net.URI.create(entry.toString().endsWith(".jar") || location.endsWith("/")
                        ? location
                        : location + "/").toURL()},
                null);
    }
}
