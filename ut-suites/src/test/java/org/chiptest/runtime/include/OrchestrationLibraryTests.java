package org.chiptest.runtime.include;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Look from outside at a shared object that is built as orchestrations are. */
class OrchestrationLibraryTests {

    @TempDir
    static Path temp;

    static List<String> exports;

    /** The linker itself refuses whatever the standard libraries do not define. */
    @BeforeAll
    static void build() throws IOException {
        ShippedHeaders headers = ShippedHeaders.unpack(temp.resolve("include"));
        Path library = temp.resolve("orchestration.so");
        assertThat(Cxx.compile(headers.orchestrationOptions("trb", "a2a3"), "-shared", "-fPIC", "-O1",
                "-fno-gnu-unique", "-Wl,--no-undefined", headers.frameworkSources("trb").getFirst(),
                Cxx.probe("assertions.cpp"), "-o", library)).isEqualTo(new Cxx.Outcome(0, ""));
        exports = Cxx.run(List.of("nm", "-D", "--defined-only", "--format=just-symbols", library.toString())).output()
                .lines().toList();
    }

    @Test
    void exportsWhatTheRuntimeLooksUp() {
        assertThat(exports).contains("framework_bind_runtime", "aicpu_orchestration_entry");
    }

    @Test
    void keepsItsRuntimeToItself() {
        assertThat(exports).isNotEmpty().doesNotContain("framework_current_runtime");
    }

    @Test
    void hasNoSymbolThatWouldKeepItLoaded() throws IOException {
        Cxx.Outcome symbols = Cxx.run(List.of("nm", "-D", temp.resolve("orchestration.so").toString()));

        assertThat(symbols.output().lines()).isNotEmpty().noneMatch(line -> line.matches("[0-9a-f ]* u .*"));
    }
}
