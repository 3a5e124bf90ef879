package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

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
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        try (SystemSuite compiled = SystemSuite.compile(suite, folder)) {
            LibrarySuites run = LibrarySuites.run(List.of(compiled.type()), folder,
                    new PrintStream(console, true, StandardCharsets.UTF_8));
            assertThat(run.problems()).isEmpty();
            assertThat(run.passed() > 0).isEqualTo(applicable);
            assertThat(run.notApplicable() > 0).isNotEqualTo(applicable);
        }
    }
}
