package org.chiptest.runtime.capture;

/**
 * What one member of a task of a host worker's graph went through. Times are nanoseconds of the machine's monotonic clock, as
 * {@link RecordedRun#originNanos} is.
 *
 * @param name            the task, and what it runs
 * @param child           the chip or other child that ran it
 * @param submittedNanos  when it was submitted
 * @param readyNanos      when it waited for no other task any more
 * @param dispatchedNanos when it got its child
 * @param endedNanos      when the child had answered
 * @param failed          whether the child has failed
 */
public record RecordedHostTask(String name, String child, long submittedNanos, long readyNanos, long dispatchedNanos,
        long endedNanos, boolean failed) {}
