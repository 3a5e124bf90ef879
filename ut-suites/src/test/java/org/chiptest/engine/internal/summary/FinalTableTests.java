package org.chiptest.engine.internal.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class FinalTableTests {

    private final RunSummary summary = new RunSummary();

    @Test
    void whatDidNotPassIsARowWithWhatLeadsBack() {
        summary.discovered(Map.of("a", "A.runs default [a2a3sim hbg]"), 1);
        summary.ended("a", outcome(Status.FAILED, "element 3 differs"));
        summary.leadsBack("a", new Trail(2, Optional.of(Path.of("target/attempts/2")), "mvn test -Dtest=A"));

        assertThat(summary.toMarkdown()).isEqualTo("""
                ## chiptest: 1 test, 1 failed

                | Verdict | Test | Device | Attempts | Cause | Files |
                | --- | --- | --- | --- | --- | --- |
                | failed | A.runs default \\[a2a3sim hbg\\] | 0, 1 | 2 | element 3 differs | target/attempts/2 |

                To run them again:

                    mvn test -Dtest=A
                """);
    }

    @Test
    void nothingToShowIsSaid() {
        summary.discovered(Map.of("a", "A.runs"), 1);
        summary.ended("a", outcome(Status.PASSED, ""));

        assertThat(summary.toMarkdown()).isEqualTo("## chiptest: 1 test, 1 passed\n\nEverything passed.\n");
    }

    @Test
    void aRunThatHasNotComeToItsEndHasNotPassed() {
        summary.discovered(Map.of("a", "A.runs"), 1);

        assertThat(summary.toMarkdown()).isEqualTo("""
                ## chiptest: 1 test, 1 unaccounted for

                Without a result, as the run has not come to its end:

                    A.runs
                """);
    }

    @Test
    void whatWasFoundBesidesIsToldLikeWarnings() {
        summary.note("B fails after this test:\n  A");
        summary.warned("the history cannot be read");

        assertThat(summary.toMarkdown()).endsWith("""
                Found besides:

                    B fails after this test:
                      A

                Warnings:

                    the history cannot be read
                """);
        assertThat(summary.toJson()).contains("\"notes\": [\"B fails after this test:\\n  A\"]");
    }

    @Test
    void failuresThatAreAlikeStandTogetherBehindWorseOnes() {
        Map<String, TestOutcome> outcomes = new LinkedHashMap<>();
        outcomes.put("a", outcome(Status.SKIPPED, "later"));
        outcomes.put("b", outcome(Status.FAILED, "element 3 differs"));
        outcomes.put("c", outcome(Status.FAILED, "the worker died"));
        outcomes.put("d", outcome(Status.FAILED, "element 77 differs"));
        outcomes.forEach((id, outcome) -> {
            summary.discovered(Map.of(id, id), 1);
            summary.ended(id, outcome);
        });

        assertThat(summary.toMarkdown().lines().filter(line -> line.startsWith("| ")).skip(2)
                .map(line -> line.split(" \\| ")[1]))
                .containsExactly("b", "d", "c", "a");
    }

    @Test
    void noTextOfUsersLeavesItsCell() {
        summary.discovered(Map.of("a", "x | y"), 1);
        summary.ended("a", outcome(Status.FAILED, "</td><script>\n| `code` [link](evil)"));

        assertThat(summary.toMarkdown()).contains(
                "| failed | x \\| y | 0, 1 |  | &lt;/td&gt;&lt;script&gt; \\| \\`code\\` \\[link\\](evil) |  |");
    }

    @Test
    void theFileSaysTheSameInJson() {
        summary.discovered(Map.of("a", "A"), 1);
        summary.ended("a", outcome(Status.FAILED, "broken"));
        summary.leadsBack("a", new Trail(2, Optional.of(Path.of("x/2")), "mvn test"));

        assertThat(summary.toJson()).contains("\"reason\": \"broken\"")
                .contains("\"attempts\": 2, \"files\": \"x/2\", \"rerun\": \"mvn test\"}");
    }

    private static TestOutcome outcome(Status status, String reason) {
        return new TestOutcome(status, reason, List.of(0, 1), Duration.ofMillis(7));
    }
}
