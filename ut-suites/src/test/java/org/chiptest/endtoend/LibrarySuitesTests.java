package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sample of what {@link LibrarySuites} does with all suites. */
class LibrarySuitesTests {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"VectorExampleTest, true", "PreparedCallableTest, true", "WorkerMallocTest, true",
        "KernelTimeoutTest, false", "StartedRunTest, false"})
    void scenariosPassThroughTheLibraryOrCannotBeJudgedThere(String suite, boolean applicable) throws IOException {
        LibrarySuites run = run(suite, Map.of());
        assertThat(run.problems()).isEmpty();
        assertThat(run.passed() > 0).isEqualTo(applicable);
        assertThat(run.notApplicable() > 0).isNotEqualTo(applicable);
    }

    @Test
    void chipsThatTheLibraryConnectsTalkToEachOther() throws IOException {
        LibrarySuites run = run("AllReduceTest", Map.of("chiptest.runtime", "trb", "chiptest.case", "default"));
        assertThat(run.problems()).isEmpty();
        assertThat(run.passed()).isOne();
    }

    private LibrarySuites run(String suite, Map<String, String> choice) throws IOException {
        try (SystemSuite compiled = SystemSuite.compile(suite, folder)) {
            return LibrarySuites.run(List.of(compiled.type()), folder,
                    new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), choice);
        }
    }
}
