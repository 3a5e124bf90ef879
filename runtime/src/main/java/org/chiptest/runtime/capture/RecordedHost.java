package org.chiptest.runtime.capture;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * What the runs of a host worker went through.
 *
 * @param tasks members of its tasks, in the order in which they were consumed
 * @param waits what its orchestrator waited for, in the order in which it went on
 */
public record RecordedHost(List<Task> tasks, List<Wait> waits) {

    /** Nothing, which is what there is without a host worker. */
    public static final RecordedHost NONE = new RecordedHost(List.of(), List.of());

    public RecordedHost {
        tasks = List.copyOf(tasks);
        waits = List.copyOf(waits);
    }

    /** Return the first moment of all; none if nothing was recorded. */
    public OptionalLong firstNanos() {
        return LongStream.concat(tasks.stream().mapToLong(Task::submittedNanos),
                waits.stream().mapToLong(Wait::beganNanos)).min();
    }

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
    public record Task(String name, String child, long submittedNanos, long readyNanos, long dispatchedNanos,
            long endedNanos, long consumedNanos, boolean failed,
            List<String> producers) {

        /** Return the same, of which it is known now when it was consumed. */
        public Task consumedAt(long nanos) {
            return new Task(name, child, submittedNanos, readyNanos, dispatchedNanos, endedNanos, nanos,
                    failed, producers);
        }
    }

    /**
     * A time in which the orchestrator of a host worker could not go on. Times are nanoseconds of the machine's monotonic clock.
     *
     * @param reason     what it waited for
     * @param beganNanos when it began to wait
     * @param endedNanos when it went on, or gave up
     */
    public record Wait(String reason, long beganNanos, long endedNanos) {

        /** Return how long it waited. */
        public long nanos() {
            return endedNanos - beganNanos;
        }
    }
}
