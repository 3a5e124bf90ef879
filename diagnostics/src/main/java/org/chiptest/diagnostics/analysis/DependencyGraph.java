package org.chiptest.diagnostics.analysis;

import java.util.Arrays;
import java.util.stream.IntStream;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.RecordedEdge;

/**
 * Who waits for whom in a run, each pair of tasks once, as indices of tasks.
 *
 * <p>An orchestration of host_build_graph may let a task wait for one that it creates later, so indices need not rise along
 * dependencies: {@link #order()} does. A graph with a cycle has no such order; one dependency of each cycle is left out here, and
 * {@link RunCheck} tells of it.
 */
final class DependencyGraph {

    private final int[] producers;
    private final int[] producersBegin;
    private final int[] consumers;
    private final int[] consumersBegin;
    private final int[] order;

    private DependencyGraph(int tasks, long[] pairs, int[] order) {
        this.order = order;
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
        long[] pairs = run.edges().stream().filter(edge -> isKnown(edge, tasks))
                .mapToLong(edge -> (long) edge.producer() << Integer.SIZE | edge.consumer()).sorted().distinct()
                .toArray();
        int[] rising = IntStream.range(0, tasks).toArray();
        if (Arrays.stream(pairs).allMatch(pair -> high(pair) < low(pair))) {
            return new DependencyGraph(tasks, pairs, rising);
        }
        DependencyGraph whole = new DependencyGraph(tasks, pairs, rising);
        int[] order = new TaskOrder(whole).order();
        int[] place = new int[tasks];
        for (int i = 0; i < tasks; i++) {
            place[order[i]] = i;
        }
        return new DependencyGraph(tasks,
                Arrays.stream(pairs).filter(pair -> place[high(pair)] < place[low(pair)]).toArray(), order);
    }

    /** Tell whether an edge leads from one task of a run to another. */
    static boolean isKnown(RecordedEdge edge, int tasks) {
        return edge.producer() >= 0 && edge.producer() < tasks && edge.consumer() >= 0 && edge.consumer() < tasks;
    }

    /** Tell whether a dependency is part of this graph: it is not if it would close a cycle. */
    boolean has(RecordedEdge edge) {
        return Arrays.binarySearch(producers, producersBegin[edge.consumer()], producersBegin[edge.consumer() + 1],
                edge.producer()) >= 0;
    }

    /** Return all tasks, each behind those that it waits for; where that leaves a choice, in the order of their creation. */
    int[] order() {
        return order.clone();
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
