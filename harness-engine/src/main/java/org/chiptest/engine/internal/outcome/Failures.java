package org.chiptest.engine.internal.outcome;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

import org.chiptest.engine.internal.descriptor.FailingTestDescriptor;
import org.chiptest.engine.internal.descriptor.PlannedTest;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.meaning.ErrorMeaning;
import org.chiptest.engine.internal.settings.Extent;
import org.chiptest.engine.internal.timed.LateException;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.toolchain.CompileErrorException;
import org.opentest4j.TestAbortedException;

/**
 * Add to each failure where it happened and, last, how to repeat it.
 *
 * <p>What a scenario throws keeps its type, its message and its stack trace: that is what reports group by, and what people look for.
 */
public final class Failures {

    private static final int MOST_BEFORE = 10;

    /** The most lines of an assertion that are told in one. */
    private static final int MOST_LINES = 12;

    private final Rerun rerun;
    private final long seed;

    public Failures(Rerun rerun, long seed) {
        this.rerun = rerun;
        this.seed = seed;
    }

    /** Return the same for scenarios that do more or less. */
    public Failures with(Extent extent) {
        return new Failures(rerun.with(extent), seed);
    }

    /** Return the failure of a test that cannot run. */
    public Throwable refused(PlannedTest test, String message) {
        return test.getUniqueId().getLastSegment().getType().equals(FailingTestDescriptor.EXPECTATION)
                ? new ExpectationError(message)
                : new RefusedTestError(located(test, message));
    }

    /** Return the failure of a test that the run did not come to as it was interrupted. */
    public Throwable interrupted(ScenarioTestDescriptor test) {
        return new LostTestError(located(test, "the run was interrupted before a device was leased"));
    }

    /** Return the failure of a test that has no result because the engine has lost it. */
    public Throwable lost(PlannedTest test) {
        return new LostTestError(located(test,
                "this test has no result: the run itself failed, and the engine's own failure says how"));
    }

    private String located(PlannedTest test, String message) {
        return test instanceof ScenarioTestDescriptor scenario
                ? message + "\n\n" + where(scenario, List.of(), Optional.empty())
                : message;
    }

    /** Return what to report for what a test has thrown that came to no worker. */
    public Throwable thrown(ScenarioTestDescriptor test, Throwable failure, List<Integer> devices) {
        return thrown(test, failure, devices, List.of(), "");
    }

    /**
     * Return what to report for what a test has thrown.
     *
     * @param ranBefore the tests that its worker had run, if the worker has died
     * @param note      what else is known of it; empty if nothing is
     */
    public Throwable thrown(ScenarioTestDescriptor test, Throwable failure, List<Integer> devices,
            List<String> ranBefore,
            String note) {
        String where = (note.isEmpty() ? "" : note + "\n\n") + before(ranBefore)
                + where(test, devices, meaning(failure)) + compilation(failure);
        return located(withSuppression(withRootCause(failure)), where);
    }

    /**
     * Add where a failure happened. One failure of several tests says where the first of them is: the others have a copy of it, or say it
     * around it. Tests on several devices may share one, so only one of them looks at it at a time.
     */
    private synchronized Throwable located(Throwable told, String where) {
        Throwable own = places(told).isEmpty() ? told : FailureCopy.of(told).orElse(told);
        if (places(own).isEmpty()) {
            own.addSuppressed(new ScenarioBrokenException(where));
        }
        return places(own).contains(where) ? own : new ScenarioBrokenException(line(told) + "\n\n" + where, told);
    }

    private static List<String> places(Throwable told) {
        return Arrays.stream(told.getSuppressed()).filter(ScenarioBrokenException.class::isInstance)
                .map(place -> String.valueOf(place.getMessage())).toList();
    }

    /**
     * Return a failure in a line of text: of an assertion or assumption all that it says, as a line alone may be but a title; of
     * anything else its type and the first line that says something.
     */
    public static String line(Throwable failure) {
        boolean whole = failure instanceof AssertionError || failure instanceof TestAbortedException;
        String text = whole && failure.getMessage() != null || failure instanceof LateException
                ? UserFailure.message(failure)
                : UserFailure.text(failure);
        List<String> lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        return lines.stream().limit(whole ? MOST_LINES : 1).collect(Collectors.joining("; "))
                + (whole && lines.size() > MOST_LINES ? "; and " + (lines.size() - MOST_LINES) + " more lines" : "");
    }

    /** A static initializer that failed says why in its cause only, and on every later use of its class in the cause of that. */
    private static Throwable withRootCause(Throwable failure) {
        Throwable cause = failure instanceof LinkageError ? failure.getCause() : null;
        if (failure instanceof ExceptionInInitializerError && cause != null) {
            return cause;
        }
        if (failure instanceof NoClassDefFoundError && cause instanceof ExceptionInInitializerError) {
            NoClassDefFoundError told = new NoClassDefFoundError(
                    UserFailure.message(failure) + ": " + UserFailure.message(cause));
            told.setStackTrace(failure.getStackTrace());
            told.initCause(cause);
            return told;
        }
        return failure;
    }

    /** The virtual machine throws errors of its own that take no suppressed ones. */
    private static Throwable withSuppression(Throwable failure) {
        Throwable told = failure.getClass() == StackOverflowError.class
                ? new StackOverflowError(failure.getMessage())
                : failure.getClass() == OutOfMemoryError.class
                        ? new OutOfMemoryError(failure.getMessage())
                        : failure;
        if (!UserFailure.same(told, failure)) {
            told.setStackTrace(failure.getStackTrace());
            Arrays.stream(failure.getSuppressed()).forEach(told::addSuppressed);
        }
        return told;
    }

    private static String compilation(Throwable failure) {
        return UserFailure.find(failure, CompileErrorException.class)
                .map(error -> "\ncompile again with:\n" + error.command()).orElse("");
    }

    private static String before(List<String> tests) {
        if (tests.isEmpty()) {
            return "";
        }
        int first = Math.max(0, tests.size() - MOST_BEFORE);
        return "this worker ran before:" + (first == 0 ? "" : " " + first + " others, then")
                + tests.stream().skip(first).map(test -> "\n  " + test).collect(Collectors.joining()) + "\n\n";
    }

    /** Return the command that runs a test again. */
    public String command(ScenarioTestDescriptor test, List<Integer> devices) {
        return rerun.command(test, devices,
                test.scenario().seesSeed() ? OptionalLong.of(seed) : OptionalLong.empty());
    }

    /** Return the command that runs a test after others on one worker. */
    public String command(List<ScenarioTestDescriptor> before, ScenarioTestDescriptor test, List<Integer> devices) {
        boolean seen = test.scenario().seesSeed() || before.stream().anyMatch(each -> each.scenario().seesSeed());
        return rerun.command(before, test, devices, seen ? OptionalLong.of(seed) : OptionalLong.empty());
    }

    /** What was too late may have a cause that never ends when it is asked for its own. */
    private static Optional<ErrorMeaning> meaning(Throwable failure) {
        return failure instanceof LateException ? Optional.empty() : ErrorMeaning.of(failure);
    }

    private String where(ScenarioTestDescriptor test, List<Integer> devices, Optional<ErrorMeaning> meaning) {
        List<String> lines = new ArrayList<>();
        lines.add("scenario: " + test.scenario().type().getSimpleName() + "." + test.scenario().name());
        lines.add("case:     " + test.declared().scenarioCase().name());
        lines.add("variant:  " + test.declared().variant().id());
        if (!devices.isEmpty()) {
            lines.add((devices.size() == 1 ? "device:   " : "devices:  ")
                    + String.join(", ", devices.stream().map(String::valueOf).toList()));
        }
        meaning.ifPresent(each -> lines.add("code:     " + each.describe()));
        lines.add("run again with:");
        lines.add(command(test, devices));
        return String.join("\n", lines);
    }
}
