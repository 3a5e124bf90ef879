package org.chiptest.engine.internal.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

import org.chiptest.engine.internal.descriptor.PlannedTest;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.timed.LateException;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.opentest4j.AssertionFailedError;

/**
 * Put behind each failure's own message where it happened and, last, how to repeat it.
 *
 * <p>What a scenario asserts stays an assertion error, with its own stack trace; everything else becomes the cause of a
 * {@link ScenarioBrokenException}, so that reports tell the two apart.
 */
final class Failures {

    private static final int MOST_BEFORE = 10;

    private final Rerun rerun;
    private final long seed;

    Failures(Rerun rerun, long seed) {
        this.rerun = rerun;
        this.seed = seed;
    }

    /** Return the failure of a test that cannot run. */
    Throwable refused(PlannedTest test, String message) {
        AssertionError error = new AssertionError(test instanceof ScenarioTestDescriptor scenario
                ? message + "\n\n" + where(scenario, List.of())
                : message);
        error.setStackTrace(new StackTraceElement[0]);
        return error;
    }

    /** Return the failure of a test that has no result because the engine has lost it. */
    Throwable lost(PlannedTest test) {
        return refused(test, "this test has no result: the run itself failed, and the engine's own failure says how");
    }

    /** Return what to report for what a test has thrown that came to no worker. */
    Throwable thrown(ScenarioTestDescriptor test, Throwable failure, List<Integer> devices) {
        return thrown(test, failure, devices, List.of());
    }

    /**
     * Return what to report for what a test has thrown.
     *
     * @param ranBefore the tests that its worker had run, if the worker has died
     */
    Throwable thrown(ScenarioTestDescriptor test, Throwable failure, List<Integer> devices, List<String> ranBefore) {
        String where = "\n\n" + before(ranBefore) + where(test, devices);
        if (!(failure instanceof AssertionError error)) {
            String what = failure instanceof LateException late
                    ? String.valueOf(late.getMessage())
                    : UserFailure.text(failure);
            return new ScenarioBrokenException(what + where, failure);
        }
        AssertionFailedError located = failure instanceof AssertionFailedError values && values.isExpectedDefined()
                && values.isActualDefined()
                        ? new AssertionFailedError(error.getMessage() + where, values.getExpected(),
                                values.getActual(), error.getCause())
                        : new AssertionFailedError(text(error) + where, error.getCause());
        located.setStackTrace(error.getStackTrace());
        for (Throwable suppressed : error.getSuppressed()) {
            located.addSuppressed(suppressed);
        }
        return located;
    }

    /** Return the first line of a failure that says something. */
    static String firstLine(Throwable failure) {
        return Optional.ofNullable(failure.getMessage()).orElseGet(failure::toString).lines().map(String::strip)
                .filter(line -> !line.isEmpty()).findFirst().orElse("");
    }

    private static String text(AssertionError error) {
        return Optional.ofNullable(error.getMessage()).orElse(error.toString());
    }

    private static String before(List<String> tests) {
        if (tests.isEmpty()) {
            return "";
        }
        int first = Math.max(0, tests.size() - MOST_BEFORE);
        return "this worker ran before:" + (first == 0 ? "" : " " + first + " others, then")
                + tests.stream().skip(first).map(test -> "\n  " + test).collect(Collectors.joining()) + "\n\n";
    }

    private String where(ScenarioTestDescriptor test, List<Integer> devices) {
        List<String> lines = new ArrayList<>();
        lines.add("scenario: " + test.scenario().type().getSimpleName() + "." + test.scenario().name());
        lines.add("case:     " + test.declared().scenarioCase().name());
        lines.add("variant:  " + test.declared().variant().id());
        if (!devices.isEmpty()) {
            lines.add((devices.size() == 1 ? "device:   " : "devices:  ")
                    + String.join(", ", devices.stream().map(String::valueOf).toList()));
        }
        lines.add("run again with:");
        lines.add(rerun.command(test, devices,
                test.scenario().seesSeed() ? OptionalLong.of(seed) : OptionalLong.empty()));
        return String.join("\n", lines);
    }
}
