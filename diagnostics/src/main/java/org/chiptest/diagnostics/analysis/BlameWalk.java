package org.chiptest.diagnostics.analysis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.Execution;
import org.chiptest.runtime.capture.RecordedRun.RecordedTask;

/**
 * Walk back from the end of a run: to the kernel that ended last, through what kept it from beginning, to the producer that ended last, and so
 * on to the beginning. Every nanosecond becomes part of one piece.
 */
final class BlameWalk {

    private final RecordedRun run;
    private final DependencyGraph graph;
    private final TaskTimes times;
    private final BusyCores busy;
    private final Deque<MakespanPiece> pieces = new ArrayDeque<>();

    /** Where the walk has come to: all that is later has a piece. */
    private long moment;

    BlameWalk(RecordedRun run, DependencyGraph graph, TaskTimes times, BusyCores busy) {
        this.run = run;
        this.graph = graph;
        this.times = times;
        this.busy = busy;
    }

    List<MakespanPiece> pieces() {
        moment = run.makespanNanos();
        int task = lastTask();
        back(task == TaskTimes.NONE ? WaitReason.ORCHESTRATOR : WaitReason.SCHEDULER,
                task == TaskTimes.NONE ? 0 : times.end(task), TaskTimes.NONE);
        while (task != TaskTimes.NONE) {
            task = walkOver(task);
        }
        return List.copyOf(pieces);
    }

    /** Go back over a task to the producer that it waited for last, and return that, or none at the beginning. */
    private int walkOver(int task) {
        RecordedTask recorded = run.tasks().get(task);
        int producer = lastProducer(task);
        long there = producer == TaskTimes.NONE ? 0 : Math.min(times.end(producer), moment);
        if (times.last(task) != TaskTimes.NONE) {
            Execution execution = run.executions().get(times.last(task));
            back(WaitReason.KERNEL, Math.max(there, times.start(execution)), task);
            long dispatched = TaskTimes.first(execution.dispatchedNanos(), moment);
            back(WaitReason.SCHEDULER, Math.max(there, dispatched), task);
        }
        long created = Math.min(moment, Math.max(there, times.created(task)));
        long ready = TaskWait.within(recorded.readyNanos(), created, moment);
        long core = busy.nanos(TaskWait.kind(recorded), ready, moment);
        back(WaitReason.SCHEDULER, ready + core, task);
        back(WaitReason.CORE, ready, task);
        back(WaitReason.SCHEDULER, created, task);
        back(WaitReason.ORCHESTRATOR, there, task);
        return producer;
    }

    private void back(WaitReason reason, long to, int task) {
        if (to < moment) {
            pieces.addFirst(new MakespanPiece(reason, task, to, moment));
            moment = to;
        }
    }

    private int lastTask() {
        int last = TaskTimes.NONE;
        for (int task = 0; task < graph.tasks(); task++) {
            last = later(last, task);
        }
        return last;
    }

    private int lastProducer(int task) {
        int last = TaskTimes.NONE;
        for (int producer : graph.producers(task)) {
            last = later(last, producer);
        }
        return last;
    }

    private int later(int first, int second) {
        return first == TaskTimes.NONE || times.end(second) > times.end(first) ? second : first;
    }
}
