package org.chiptest.engine.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.chiptest.engine.descriptor.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.TestExecutionResult;

class RunSummaryTests {

    @TempDir
    Path folder;

    @Test
    void saysHowManyTestsWereDiscoveredBeforeAnyHasRun() {
        Path file = folder.resolve("new/summary.json");

        new RunSummary(file, 7).write();

        assertThat(file).hasContent("""
                {
                  "discovered": 7,
                  "passed": 0,
                  "failed": 0,
                  "aborted": 0,
                  "skipped": 0,
                  "notApplicable": 0
                }
                """);
    }

    @Test
    void countsEachOutcomeByItself() {
        Path file = folder.resolve("summary.json");
        var summary = new RunSummary(file, 15);

        times(5, () -> summary.finished(TestExecutionResult.successful()));
        times(4, () -> summary.finished(TestExecutionResult.failed(new AssertionError("wrong"))));
        times(3, () -> summary.finished(TestExecutionResult.aborted(new AssertionError("given up"))));
        times(2, () -> summary.skipped(new Plan.Skip("manual")));
        times(1, () -> summary.skipped(new Plan.NotApplicable("no card")));
        summary.write();

        assertThat(file).hasContent("""
                {
                  "discovered": 15,
                  "passed": 5,
                  "failed": 4,
                  "aborted": 3,
                  "skipped": 2,
                  "notApplicable": 1
                }
                """);
    }

    @Test
    void saysWhichFileCannotBeWrittenAndHowToNameAnother() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "").resolve("summary.json");

        assertThatExceptionOfType(JUnitException.class).isThrownBy(() -> new RunSummary(file, 1).write())
                .withMessage(
                        "the summary of the run cannot be written to %s; make the folder writable or name another file"
                                + " by -Dchiptest.summary",
                        file);
    }

    private static void times(int count, Runnable event) {
        for (int i = 0; i < count; i++) {
            event.run();
        }
    }
}
