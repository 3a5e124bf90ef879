package org.chiptest.runtime.capture;

/**
 * A time in which the orchestrator of a host worker could not go on. Times are nanoseconds of the machine's monotonic clock.
 *
 * @param reason     what it waited for
 * @param beganNanos when it began to wait
 * @param endedNanos when it went on, or gave up
 */
public record RecordedHostWait(String reason, long beganNanos, long endedNanos) {

    /** Return how long it waited. */
    public long nanos() {
        return endedNanos - beganNanos;
    }
}
