package org.chiptest.engine.internal.summary;

import java.time.Duration;
import java.util.List;

/**
 * Say what became of one test.
 *
 * @param status what became of it
 * @param reason first line of the failure, or why it did not run; empty if it passed
 * @param devices numbers of the devices that it ran on, ascending; none if it did not run
 * @param time   how long it ran
 */
public record TestOutcome(Status status, String reason, List<Integer> devices, Duration time) {

    public TestOutcome {
        devices = List.copyOf(devices);
    }

    /** Say why a test did not run. */
    public static TestOutcome notRun(Status status, String reason) {
        return new TestOutcome(status, reason, List.of(), Duration.ZERO);
    }

    /** Return what failures have in common that are alike: their text without its numbers and addresses; empty if there was none. */
    public String fingerprint() {
        return reason.isEmpty()
                ? ""
                : String.format("%08x",
                        reason.replaceAll("0x[0-9a-fA-F]+|[0-9]+(\\.[0-9]+)?(e[+-]?[0-9]+)?", "#").hashCode());
    }

    /** Return what became of a test that ran before as well. */
    TestOutcome after(TestOutcome earlier) {
        boolean failedBefore = earlier.status == Status.FAILED || earlier.status == Status.FLAKY;
        return failedBefore && status == Status.PASSED
                ? new TestOutcome(Status.FLAKY, earlier.reason, devices, time)
                : this;
    }
}
