package org.chiptest.engine.internal.sides;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.chiptest.api.golden.GoldenMismatchError;
import org.chiptest.engine.internal.comparison.SideComparison;
import org.chiptest.engine.internal.outcome.Ending;
import org.chiptest.engine.internal.outcome.Failures;
import org.opentest4j.TestAbortedException;

/**
 * What comparing both sides of a scenario comes to.
 *
 * @param own        what this side is called
 * @param other      what the other one is called
 * @param comparison in what they differ
 * @param toldApart   how the scenario knows which side it is on, if it does
 */
record SidesVerdict(String own, String other, SideComparison comparison, Optional<String> toldApart) {

    /** Return how an attempt ends that this side passed. */
    Ending ofPassed(Ending there) {
        return switch (there) {
            case Ending.Aborted(var reason) -> new Ending.Aborted(notApplicable(Failures.line(reason)));
            case Ending.Failed(var failure, var _) -> new Ending.Failed(new SidesDifferError(
                    lines(compared() + otherFails(failure), "here it passes: look at " + other, differences()),
                    failure));
            case Ending.Passed() -> ofBothPassed();
        };
    }

    private Ending ofBothPassed() {
        if (comparison.isSame() || comparison.differsAsExpected()) {
            return new Ending.Passed();
        }
        Optional<String> excuse = Stream.of(comparison.excuses().stream(), comparison.expectations().stream(),
                toldApart.stream()).flatMap(each -> each).findFirst();
        if (excuse.isPresent()) {
            return new Ending.Aborted(
                    notApplicable("the scenario itself does something else there: " + excuse.get()));
        }
        return new Ending.Failed(new SidesDifferError(
                lines(compared() + "both pass, and do not do the same", differences(), "")));
    }

    /** Say what the other side tells of a failure of this one. */
    String ofFailed(Throwable failure, Ending there) {
        return switch (there) {
            case Ending.Aborted(var reason) -> compared() + "not applicable: " + Failures.line(reason);
            case Ending.Failed(var same, var _) -> lines(compared() + otherFails(same),
                    comparison.isSame()
                            ? "both do the same: look at what they have in common, and at what is expected"
                            : "",
                    differences());
            case Ending.Passed() -> lines(compared() + (failure instanceof GoldenMismatchError
                    ? other + " is as the golden says, so " + own + " is the side that differs"
                    : other + " passes, so it is " + own + " that fails"), differences(), excuses());
        };
    }

    /** Say in a line what was compared and is the same. */
    String describe(int runs) {
        List<String> words = new ArrayList<>();
        words.add("the same on " + other);
        words.add(runs + (runs == 1 ? " run" : " runs"));
        int same = comparison.outputs() - comparison.expectations().size();
        words.add(same + (same == 1 ? " output" : " outputs"));
        words.addAll(comparison.expectations());
        words.addAll(comparison.remarks());
        return String.join(", ", words);
    }

    private String compared() {
        return "compared with " + other + ": ";
    }

    private String otherFails(Throwable failure) {
        return other + (failure instanceof GoldenMismatchError ? " is not as the golden says: " : " fails: ")
                + Failures.line(failure);
    }

    private TestAbortedException notApplicable(String reason) {
        return new TestAbortedException("not applicable: " + compared() + reason);
    }

    private String differences() {
        return comparison.isSame()
                ? ""
                : "\"here\" is " + own + ", \"there\" is " + other + ":\n  "
                        + comparison.describe();
    }

    private String excuses() {
        return comparison.excuses().isEmpty()
                ? ""
                : "the scenario itself does something else there: " + comparison.excuses().getFirst();
    }

    private static String lines(String... lines) {
        return String.join("\n", List.of(lines).stream().filter(line -> !line.isEmpty()).toList());
    }
}
