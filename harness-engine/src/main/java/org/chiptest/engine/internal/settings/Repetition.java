package org.chiptest.engine.internal.settings;

import java.util.Optional;

/**
 * Say when a test is tried again.
 *
 * @param goal what ends the attempts
 * @param most how many attempts there are at most, 1 or more
 */
public record Repetition(Goal goal, int most) {

    /** What ends the attempts before there were as many as allowed. */
    public enum Goal {
        /** A pass: the test has failed before, so it is flaky. */
        RETRY,
        /** A failure, of a test that is believed to be flaky. */
        FAILURE,
        /** A pass, of a test that is believed to fail each time. */
        PASS
    }

    /** Try each test once. */
    public static final Repetition NONE = new Repetition(Goal.RETRY, 1);

    /**
     * Put together what was set.
     *
     * @throws IllegalArgumentException if it is more than one of them
     */
    static Repetition of(int retries, Optional<Integer> untilFail, Optional<Integer> untilPass) {
        if ((retries > 0 ? 1 : 0) + (untilFail.isPresent() ? 1 : 0) + (untilPass.isPresent() ? 1 : 0) > 1) {
            throw new IllegalArgumentException("retries, untilFail and untilPass exclude each other; set one of them");
        }
        return untilFail.map(most -> new Repetition(Goal.FAILURE, most))
                .or(() -> untilPass.map(most -> new Repetition(Goal.PASS, most)))
                .orElseGet(() -> new Repetition(Goal.RETRY, retries + 1));
    }

    /** Tell whether there is another attempt after so many, of which the last one failed or not. */
    public boolean goesOn(int attempts, boolean failed) {
        return attempts < most && failed != (goal == Goal.FAILURE);
    }

    /** Tell whether what matters is how often the test failed. */
    public boolean tellsRate() {
        return goal != Goal.RETRY;
    }
}
