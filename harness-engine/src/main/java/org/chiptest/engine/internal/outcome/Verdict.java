package org.chiptest.engine.internal.outcome;

import java.util.List;
import java.util.Optional;

import org.chiptest.engine.internal.expectation.Expectation;
import org.chiptest.engine.internal.expectation.InfraCause;
import org.chiptest.engine.internal.summary.Status;
import org.chiptest.engine.internal.timed.LateException;
import org.junit.platform.engine.TestExecutionResult;
import org.opentest4j.TestAbortedException;

/**
 * What a test comes to, after its last attempt and by what was expected of it.
 *
 * @param status what became of it
 * @param reason why, in a line; empty if nothing was wrong
 * @param result what the platform is told
 */
public record Verdict(Status status, String reason, TestExecutionResult result) {

    /**
     * Judge the last attempt at a test.
     *
     * @param expected what was expected of the test, if it was anything but a pass
     * @param earlier  the failures of the attempts before
     * @param infra    causes that are no fault of what is tested
     */
    public static Verdict of(Ending last, Optional<Expectation> expected, List<Throwable> earlier,
            List<InfraCause> infra) {
        return switch (last) {
            case Ending.Aborted(var reason) ->
                new Verdict(Status.ABORTED, Failures.line(reason), TestExecutionResult.aborted(reason));
            case Ending.Passed() -> passed(expected, earlier);
            case Ending.Failed(var failure, var note) -> failed(failure, note, expected, infra);
        };
    }

    private static Verdict passed(Optional<Expectation> expected, List<Throwable> earlier) {
        if (expected.isPresent() && expected.get().kind() == Expectation.Kind.FAILS) {
            ExpectationError pass = new ExpectationError("unexpected pass: this was expected to fail: "
                    + expected.get().describe() + "; if all passes that the line holds for, remove it, or let"
                    + " -Dexpectations=update write the patch that does; else let it name what still fails");
            return new Verdict(Status.UNEXPECTED_PASS, Failures.line(pass), TestExecutionResult.failed(pass));
        }
        return earlier.isEmpty()
                ? new Verdict(Status.PASSED, "", TestExecutionResult.successful())
                : new Verdict(Status.FLAKY, Failures.line(earlier.getFirst()), TestExecutionResult.successful());
    }

    private static Verdict failed(Throwable failure, String note, Optional<Expectation> expected,
            List<InfraCause> infra) {
        String line = Failures.line(failure) + (note.isEmpty() ? "" : "; " + note);
        // What was too late may have a cause that never ends when it is asked for its text.
        Optional<InfraCause> cause = failure instanceof LateException
                ? Optional.empty()
                : infra.stream().filter(each -> each.explains(failure)).findFirst();
        if (cause.isPresent()) {
            return new Verdict(Status.INFRA, cause.get().reason() + ": " + line, TestExecutionResult.failed(failure));
        }
        if (expected.isEmpty()) {
            return new Verdict(Status.FAILED, line, TestExecutionResult.failed(failure));
        }
        Status status = expected.get().kind() == Expectation.Kind.FAILS ? Status.EXPECTED_FAILURE : Status.KNOWN_FLAKE;
        String reason = expected.get().describe() + ": " + line;
        return new Verdict(status, reason,
                TestExecutionResult.aborted(new TestAbortedException(status.title() + ": " + reason, failure)));
    }
}
