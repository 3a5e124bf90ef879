package org.chiptest.diagnostics.analysis;

import java.util.Arrays;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.CoreKind;
import org.chiptest.runtime.capture.RecordedRun.Execution;
import org.chiptest.runtime.capture.RecordedRun.RecordedTask;

/**
 * What a task waited for before its first kernel began, from its creation, or from the moment when its data was there if that was earlier.
 *
 * @param dataNanos         until the last kernel that it depends on had ended
 * @param coreNanos         ready, while all cores that it could run on were busy
 * @param schedulerNanos    until somebody noticed: completion of producers, queues, dispatch to a core
 * @param orchestratorNanos its data was there, but the orchestration had not created it
 */
public record TaskWait(long dataNanos, long coreNanos, long schedulerNanos, long orchestratorNanos) {

    /** Return the sum. */
    public long nanos() {
        return dataNanos + coreNanos + schedulerNanos + orchestratorNanos;
    }

    static TaskWait of(RecordedRun run, DependencyGraph graph, TaskTimes times, BusyCores busy, int task) {
        int[] producers = graph.producers(task);
        long created = times.created(task);
        long begun = Math.max(created, times.start(task));
        long there = Math.min(begun, Arrays.stream(producers).mapToLong(times::end).max().orElse(created));
        RecordedTask recorded = run.tasks().get(task);
        long possible = Math.max(created, there);
        long ready = within(recorded.readyNanos(), possible, begun);
        long dispatched = Math.max(ready, begun - dispatching(run, times, task));
        long core = busy.nanos(kind(recorded), ready, dispatched);
        return new TaskWait(Math.max(0, there - created), core, begun - possible - core, Math.max(0, created - there));
    }

    /** Return the kind of core that a task needs first: a cube core if it has work for one. */
    static CoreKind kind(RecordedTask task) {
        return !task.kernels().isEmpty() && task.kernels().getFirst() >= 0 ? CoreKind.AIC : CoreKind.AIV;
    }

    /** Return a moment moved into a stretch of time; its beginning if the moment was not stamped. */
    static long within(long moment, long begin, long end) {
        return moment == RecordedRun.NOT_STAMPED ? begin : Math.clamp(moment, begin, Math.max(begin, end));
    }

    private static long dispatching(RecordedRun run, TaskTimes times, int task) {
        if (times.last(task) == TaskTimes.NONE) {
            return 0;
        }
        Execution execution = run.executions().get(times.last(task));
        return execution.dispatchedNanos() == RecordedRun.NOT_STAMPED
                ? 0
                : Math.max(0, times.start(execution) - execution.dispatchedNanos());
    }
}
