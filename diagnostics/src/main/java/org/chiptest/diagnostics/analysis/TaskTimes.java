package org.chiptest.diagnostics.analysis;

import java.util.Arrays;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.Execution;
import org.chiptest.runtime.capture.RecordedRun.RecordedTask;

/**
 * When each task began and ended, over all its kernels. What was not stamped is taken from the stamp next to it, so that every moment lies
 * within the run and none comes before the one that led to it.
 */
final class TaskTimes {

    static final int NONE = -1;

    private final RecordedRun run;
    private final long[] starts;
    private final long[] ends;
    private final long[] longest;
    private final int[] last;

    private TaskTimes(RecordedRun run) {
        this.run = run;
        int tasks = run.tasks().size();
        starts = new long[tasks];
        ends = new long[tasks];
        longest = new long[tasks];
        last = new int[tasks];
        Arrays.fill(starts, Long.MAX_VALUE);
        Arrays.fill(ends, Long.MIN_VALUE);
        Arrays.fill(last, NONE);
        for (int i = 0; i < run.executions().size(); i++) {
            add(i, run.executions().get(i));
        }
        for (int task = 0; task < tasks; task++) {
            if (last[task] == NONE) {
                RecordedTask idle = run.tasks().get(task);
                long moment = first(idle.completedNanos(), idle.readyNanos(), idle.createdNanos(), 0);
                starts[task] = moment;
                ends[task] = moment;
            }
        }
    }

    static TaskTimes of(RecordedRun run) {
        return new TaskTimes(run);
    }

    private void add(int index, Execution execution) {
        int task = execution.task();
        long start = start(execution);
        long end = end(execution);
        starts[task] = Math.min(starts[task], start);
        if (end > ends[task]) {
            ends[task] = end;
            last[task] = index;
        }
        longest[task] = Math.max(longest[task], end - start);
    }

    /** Return when the first kernel of a task began; of a task without kernels, when it was complete. */
    long start(int task) {
        return starts[task];
    }

    /** Return when the last kernel of a task ended; of a task without kernels, when it was complete. */
    long end(int task) {
        return ends[task];
    }

    /** Return the time of a task's longest kernel: what the task takes when all its blocks start together. */
    long longest(int task) {
        return longest[task];
    }

    /** Return the index of the execution that ended last, or {@link #NONE} if the task has no kernels. */
    int last(int task) {
        return last[task];
    }

    /** Return when a task was created, at the beginning if nobody knows. */
    long created(int task) {
        return first(run.tasks().get(task).createdNanos(), 0);
    }

    /** Return when a kernel began, as well as it is known. */
    long start(Execution execution) {
        return first(execution.startedNanos(), execution.dispatchedNanos(), execution.endedNanos(), 0);
    }

    /** Return when a kernel ended; the end of the record if it was running. */
    long end(Execution execution) {
        return Math.max(start(execution), first(execution.endedNanos(), run.makespanNanos()));
    }

    /** Return the first of these moments that was stamped. */
    static long first(long... moments) {
        for (long moment : moments) {
            if (moment != RecordedRun.NOT_STAMPED) {
                return moment;
            }
        }
        return RecordedRun.NOT_STAMPED;
    }
}
