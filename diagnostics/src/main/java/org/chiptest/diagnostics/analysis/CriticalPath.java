package org.chiptest.diagnostics.analysis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The longest chain of tasks of which each waits for the one before it.
 *
 * @param steps its tasks, from the first to the last
 * @param nanos time of their kernels
 */
public record CriticalPath(List<Step> steps, long nanos) {

    /** Copy the list. */
    public CriticalPath {
        steps = List.copyOf(steps);
    }

    /**
     * One task of the chain.
     *
     * @param task  its index
     * @param nanos time of its longest kernel
     * @param share its part of the whole chain, 0 to 1
     */
    public record Step(int task, long nanos, double share) {}

    static CriticalPath of(DependencyGraph graph, TaskTimes times) {
        int tasks = graph.tasks();
        long[] length = new long[tasks];
        int[] before = new int[tasks];
        int end = TaskTimes.NONE;
        for (int task : graph.order()) {
            before[task] = TaskTimes.NONE;
            for (int producer : graph.producers(task)) {
                if (before[task] == TaskTimes.NONE || length[producer] > length[before[task]]) {
                    before[task] = producer;
                }
            }
            length[task] = times.longest(task) + (before[task] == TaskTimes.NONE ? 0 : length[before[task]]);
            if (end == TaskTimes.NONE || length[task] > length[end]) {
                end = task;
            }
        }
        long nanos = end == TaskTimes.NONE ? 0 : length[end];
        Deque<Step> steps = new ArrayDeque<>();
        for (int task = end; task != TaskTimes.NONE; task = before[task]) {
            long own = times.longest(task);
            steps.addFirst(new Step(task, own, nanos == 0 ? 0 : (double) own / nanos));
        }
        return new CriticalPath(List.copyOf(steps), nanos);
    }
}
