package org.chiptest.engine.internal;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.chiptest.engine.internal.outcome.RunBrokenException;
import org.chiptest.engine.internal.outcome.ScenarioBrokenException;
import org.chiptest.engine.internal.timed.LateException;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.Event;

/** Read what a test failed with. */
final class Failure {

    private Failure() {}

    static Throwable of(Event finished) {
        return finished.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
    }

    /** Return what a report shows: the failure, of an assertion and of ours its message only, and where it was and how to repeat it. */
    static String message(Event finished) {
        Throwable failure = of(finished);
        boolean ours = failure instanceof LateException || failure instanceof ScenarioBrokenException
                || failure instanceof RunBrokenException;
        String own = ours || failure instanceof AssertionError
                ? String.valueOf(failure.getMessage())
                : failure.toString();
        return Stream.concat(Stream.of(own), Arrays.stream(failure.getSuppressed())
                .filter(ScenarioBrokenException.class::isInstance).map(Throwable::getMessage))
                .collect(Collectors.joining("\n\n"));
    }
}
