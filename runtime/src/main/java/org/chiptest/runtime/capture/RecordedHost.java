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
public record RecordedHost(List<RecordedHostTask> tasks, List<RecordedHostWait> waits) {

    /** Nothing, which is what there is without a host worker. */
    public static final RecordedHost NONE = new RecordedHost(List.of(), List.of());

    public RecordedHost {
        tasks = List.copyOf(tasks);
        waits = List.copyOf(waits);
    }

    /** Return the first moment of all; none if nothing was recorded. */
    public OptionalLong firstNanos() {
        return LongStream.concat(tasks.stream().mapToLong(RecordedHostTask::submittedNanos),
                waits.stream().mapToLong(RecordedHostWait::beganNanos)).min();
    }
}
