package org.chiptest.engine.summary;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * Say what became of one test.
 *
 * @param status what became of it
 * @param reason first line of the failure, or why it did not run; empty if it passed
 * @param device number of the device that it ran on, if it did
 * @param time   how long it ran
 */
public record Outcome(Status status, String reason, OptionalInt device, Duration time) {

    /** Say why a test did not run. */
    public static Outcome notRun(Status status, String reason) {
        return new Outcome(status, reason, OptionalInt.empty(), Duration.ZERO);
    }

    /** Return what became of a test that ran before as well. */
    Outcome after(Outcome earlier) {
        boolean failedBefore = earlier.status == Status.FAILED || earlier.status == Status.FLAKY;
        return failedBefore && status == Status.PASSED
                ? new Outcome(Status.FLAKY, earlier.reason, device, time)
                : this;
    }
}
