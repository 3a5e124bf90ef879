package org.chiptest.engine.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.chiptest.engine.internal.summary.RunSummary;
import org.chiptest.engine.internal.summary.Status;
import org.chiptest.engine.internal.summary.TestOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHubActionsTests {

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @Test
    void eachFailureIsAnAnnotationThatNoTextOfItCanLeave() {
        announce(Map.of("GITHUB_ACTIONS", "true"));

        assertThat(console.toString(UTF_8)).isEqualTo(
                "::error title=A%3A%3Ab%2C c::100 %25 wrong%0A::error::forged\n::error title=the run itself::closing failed\n");
    }

    @Test
    void theTableIsAddedToTheSummaryOfTheJob() throws IOException {
        Path file = Files.writeString(folder.resolve("summary"), "before\n");

        announce(Map.of("GITHUB_STEP_SUMMARY", file.toString()));

        assertThat(file).content().startsWith("before\n## chiptest: 2 tests, 1 passed, 1 failed");
        assertThat(console.toString(UTF_8)).isEmpty();
    }

    @Test
    void aSummaryThatCannotBeWrittenIsAWarning() {
        announce(Map.of("GITHUB_STEP_SUMMARY", folder.toString()));

        assertThat(console.toString(UTF_8))
                .startsWith("chiptest: warning: the summary of the job cannot be written to " + folder);
    }

    @Test
    void elsewhereNobodyIsTold() {
        announce(Map.of());

        assertThat(console.toString(UTF_8)).isEmpty();
    }

    private void announce(Map<String, String> environment) {
        RunSummary summary = new RunSummary();
        summary.discovered(Map.of("a", "A::b, c"), 1);
        summary.discovered(Map.of("b", "B"), 1);
        summary.ended("a", new TestOutcome(Status.FAILED, "100 % wrong\n::error::forged", List.of(0), Duration.ZERO));
        summary.ended("b", new TestOutcome(Status.PASSED, "", List.of(0), Duration.ZERO));
        summary.runFailed("closing failed");
        GitHubActions.of(environment).announce(summary, new PrintStream(console, true, UTF_8));
    }
}
