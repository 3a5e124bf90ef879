package org.chiptest.runtime.capture;

import java.util.List;

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
 * @param consumedNanos   when the scope and the last task that used it had ended, so that its memory went back;
 *                        {@link RecordedRun#NOT_STAMPED} if its run was given up before
 * @param failed          whether the child has failed
 * @param producers       names of the tasks whose results it used
 */
public record RecordedHostTask(String name, String child, long submittedNanos, long readyNanos, long dispatchedNanos,
        long endedNanos, long consumedNanos, boolean failed,
        List<String> producers) {

    /** Return the same, of which it is known now when it was consumed. */
    public RecordedHostTask consumedAt(long nanos) {
        return new RecordedHostTask(name, child, submittedNanos, readyNanos, dispatchedNanos, endedNanos, nanos,
                failed, producers);
    }
}
