package org.chiptest.diagnostics.analysis;

import java.util.Arrays;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.RecordedEdge;

/**
 * Who waits for whom in a run, each pair of tasks once, as indices of tasks. Indices rise along every dependency, as producers are
 * created first; an edge that does not is left out here, and {@link RunCheck} tells of it.
 */
final class DependencyGraph {

    private final int[] producers;
    private final int[] producersBegin;
    private final int[] consumers;
    private final int[] consumersBegin;

    private DependencyGraph(int tasks, long[] pairs) {
        producersBegin = new int[tasks + 1];
        consumersBegin = new int[tasks + 1];
        for (long pair : pairs) {
            producersBegin[low(pair) + 1]++;
            consumersBegin[high(pair) + 1]++;
        }
        Arrays.parallelPrefix(producersBegin, Integer::sum);
        Arrays.parallelPrefix(consumersBegin, Integer::sum);
        producers = new int[pairs.length];
        consumers = new int[pairs.length];
        int[] nextProducer = producersBegin.clone();
        int[] nextConsumer = consumersBegin.clone();
        for (long pair : pairs) {
            producers[nextProducer[low(pair)]++] = high(pair);
            consumers[nextConsumer[high(pair)]++] = low(pair);
        }
    }

    static DependencyGraph of(RecordedRun run) {
        int tasks = run.tasks().size();
        return new DependencyGraph(tasks, run.edges().stream().filter(edge -> isForward(edge, tasks))
                .mapToLong(edge -> (long) edge.producer() << Integer.SIZE | edge.consumer()).sorted().distinct()
                .toArray());
    }

    /** Tell whether an edge leads from a task to a later one. */
    static boolean isForward(RecordedEdge edge, int tasks) {
        return edge.producer() >= 0 && edge.producer() < edge.consumer() && edge.consumer() < tasks;
    }

    int tasks() {
        return producersBegin.length - 1;
    }

    /** Return the tasks that a task waits for, ascending. */
    int[] producers(int task) {
        return Arrays.copyOfRange(producers, producersBegin[task], producersBegin[task + 1]);
    }

    /** Return the tasks that wait for a task, ascending. */
    int[] consumers(int task) {
        return Arrays.copyOfRange(consumers, consumersBegin[task], consumersBegin[task + 1]);
    }

    private static int high(long pair) {
        return (int) (pair >> Integer.SIZE);
    }

    private static int low(long pair) {
        return (int) pair;
    }
}
