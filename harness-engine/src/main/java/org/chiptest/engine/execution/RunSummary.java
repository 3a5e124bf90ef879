package org.chiptest.engine.execution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.chiptest.engine.descriptor.Plan;
import org.chiptest.engine.settings.Constants;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.TestExecutionResult;

/**
 * Count what became of the tests of a run, in a file for whoever judges the run from outside.
 *
 * <p>The file is written before the first test as well: if the test JVM dies half way, its count of discovered tests is what
 * shows that reports are missing. Thread-safe.
 */
final class RunSummary {

    private final Path file;
    private final int discovered;
    private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);

    /** What can become of a test; the names are those in the file. */
    private enum Outcome {
        PASSED("passed"), FAILED("failed"), ABORTED("aborted"), SKIPPED("skipped"), NOT_APPLICABLE("notApplicable");

        private final String key;

        Outcome(String key) {
            this.key = key;
        }
    }

    RunSummary(Path file, int discovered) {
        this.file = file;
        this.discovered = discovered;
    }

    /** Write the counts as they are now. */
    synchronized void write() {
        String text = Stream.concat(Stream.of("\"discovered\": " + discovered), Stream.of(Outcome.values())
                .map(outcome -> "\"" + outcome.key + "\": " + counts.getOrDefault(outcome, 0)))
                .collect(Collectors.joining(",\n  ", "{\n  ", "\n}\n"));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new JUnitException("the summary of the run cannot be written to " + file.toAbsolutePath()
                    + "; make the folder writable or name another file by -D" + Constants.SUMMARY, e);
        }
    }

    /** Count a test that ran. */
    void finished(TestExecutionResult result) {
        count(switch (result.getStatus()) {
            case SUCCESSFUL -> Outcome.PASSED;
            case FAILED -> Outcome.FAILED;
            case ABORTED -> Outcome.ABORTED;
        });
    }

    /** Count a test that did not run. */
    void skipped(Plan plan) {
        count(plan instanceof Plan.NotApplicable ? Outcome.NOT_APPLICABLE : Outcome.SKIPPED);
    }

    private synchronized void count(Outcome outcome) {
        counts.merge(outcome, 1, Integer::sum);
    }
}
