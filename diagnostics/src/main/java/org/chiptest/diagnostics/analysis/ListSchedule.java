package org.chiptest.diagnostics.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.CoreKind;
import org.chiptest.runtime.capture.RecordedRun.Execution;

/**
 * Schedule the measured kernels of a run on another number of clusters, as a list scheduler does: whenever cores are idle, the ready block
 * goes first whose task has the longest way to the end.
 */
final class ListSchedule {

    private static final int AIV_PER_CLUSTER = 2;

    private final DependencyGraph graph;
    private final List<List<Block>> blocks = new ArrayList<>();
    private final long[] toTheEnd;
    private final int[] producersLeft;
    private final int[] blocksLeft;
    private final int[] idleAic;
    private final int[] idleAiv;
    private final Map<Shape, PriorityQueue<Block>> ready = new EnumMap<>(Shape.class);
    private final PriorityQueue<Release> releases = new PriorityQueue<>(Comparator.comparingLong(Release::nanos));
    private long now;

    /** What a block needs of one cluster. */
    private enum Shape {
        AIC(1, 0), AIV(0, 1), BOTH_AIV(0, 2), AIC_AND_AIV(1, 1), CLUSTER(1, 2);

        private final int aic;
        private final int aiv;

        Shape(int aic, int aiv) {
            this.aic = aic;
            this.aiv = aiv;
        }

        static Shape of(int aic, int aiv) {
            for (Shape shape : values()) {
                if (shape.aic == Math.min(1, aic) && shape.aiv == Math.min(AIV_PER_CLUSTER, aiv)) {
                    return shape;
                }
            }
            throw new IllegalArgumentException("a block without kernels");
        }
    }

    private record Block(int task, Shape shape, List<Kernel> kernels) {}

    private record Kernel(CoreKind kind, long nanos) {}

    /** A core becomes idle; with the last one of a block that ends too. */
    private record Release(long nanos, int task, int cluster, CoreKind kind, boolean lastOfBlock) {}

    ListSchedule(RecordedRun run, DependencyGraph graph, TaskTimes times, int clusters) {
        if (clusters < 1) {
            throw new IllegalArgumentException("a chip has 1 cluster or more, found " + clusters);
        }
        this.graph = graph;
        int tasks = graph.tasks();
        readBlocks(run, times, tasks);
        toTheEnd = new long[tasks];
        producersLeft = new int[tasks];
        blocksLeft = new int[tasks];
        int[] order = graph.order();
        for (int i = tasks - 1; i >= 0; i--) {
            int task = order[i];
            for (int consumer : graph.consumers(task)) {
                toTheEnd[task] = Math.max(toTheEnd[task], toTheEnd[consumer]);
            }
            toTheEnd[task] += times.longest(task);
            producersLeft[task] = graph.producers(task).length;
            blocksLeft[task] = blocks.get(task).size();
        }
        idleAic = new int[clusters];
        idleAiv = new int[clusters];
        Arrays.fill(idleAic, 1);
        Arrays.fill(idleAiv, AIV_PER_CLUSTER);
        for (Shape shape : Shape.values()) {
            ready.put(shape, new PriorityQueue<>(Comparator.comparingLong((Block block) -> -toTheEnd[block.task()])
                    .thenComparingInt(Block::task)));
        }
    }

    private void readBlocks(RecordedRun run, TaskTimes times, int tasks) {
        Map<Integer, CoreKind> kinds = BusyCores.kinds(run.cores());
        List<Map<Integer, List<Kernel>>> kernels = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            kernels.add(new HashMap<>());
        }
        for (Execution execution : run.executions()) {
            kernels.get(execution.task()).computeIfAbsent(execution.block(), missing -> new ArrayList<>(3))
                    .add(new Kernel(kinds.getOrDefault(execution.core(), CoreKind.AIV),
                            times.end(execution) - times.start(execution)));
        }
        for (int task = 0; task < tasks; task++) {
            int owner = task;
            blocks.add(kernels.get(task).values().stream().map(each -> new Block(owner,
                    Shape.of(count(each, CoreKind.AIC), count(each, CoreKind.AIV)), each)).toList());
        }
    }

    private static int count(List<Kernel> kernels, CoreKind kind) {
        return (int) kernels.stream().filter(each -> each.kind() == kind).count();
    }

    /** Return when the last kernel ends. */
    long makespan() {
        for (int task = 0; task < graph.tasks(); task++) {
            if (producersLeft[task] == 0) {
                begin(task);
            }
        }
        place();
        while (!releases.isEmpty()) {
            now = releases.element().nanos();
            while (!releases.isEmpty() && releases.element().nanos() == now) {
                release(releases.remove());
            }
            place();
        }
        return now;
    }

    /** Make a task's blocks ready; one without kernels ends at once. */
    private void begin(int first) {
        List<Integer> open = new ArrayList<>(List.of(first));
        while (!open.isEmpty()) {
            int task = open.removeLast();
            if (blocks.get(task).isEmpty()) {
                open.addAll(released(task));
            }
            blocks.get(task).forEach(block -> queue(block.shape()).add(block));
        }
    }

    /** Return the tasks that wait for nothing any more when this one has ended. */
    private List<Integer> released(int task) {
        List<Integer> released = new ArrayList<>();
        for (int consumer : graph.consumers(task)) {
            if (--producersLeft[consumer] == 0) {
                released.add(consumer);
            }
        }
        return released;
    }

    private void release(Release release) {
        if (release.kind() == CoreKind.AIC) {
            idleAic[release.cluster()]++;
        } else {
            idleAiv[release.cluster()]++;
        }
        if (release.lastOfBlock() && --blocksLeft[release.task()] == 0) {
            released(release.task()).forEach(this::begin);
        }
    }

    private void place() {
        boolean placed = true;
        while (placed) {
            placed = false;
            for (Shape shape : byUrgency()) {
                int cluster = cluster(shape);
                if (cluster >= 0) {
                    start(queue(shape).remove(), cluster);
                    placed = true;
                    break;
                }
            }
        }
    }

    private List<Shape> byUrgency() {
        return ready.keySet().stream().filter(shape -> !queue(shape).isEmpty())
                .sorted(Comparator.comparingLong(shape -> -toTheEnd[queue(shape).element().task()])).toList();
    }

    /** Return the cluster with the least idle cores that has enough, so that whole ones are left for those that need them. */
    private int cluster(Shape shape) {
        int best = -1;
        for (int cluster = 0; cluster < idleAic.length; cluster++) {
            if (idleAic[cluster] >= shape.aic && idleAiv[cluster] >= shape.aiv && (best < 0
                    || idleAic[cluster] + idleAiv[cluster] < idleAic[best] + idleAiv[best])) {
                best = cluster;
            }
        }
        return best;
    }

    private void start(Block block, int cluster) {
        idleAic[cluster] -= block.shape().aic;
        idleAiv[cluster] -= block.shape().aiv;
        int last = 0;
        for (int i = 1; i < block.kernels().size(); i++) {
            last = block.kernels().get(i).nanos() >= block.kernels().get(last).nanos() ? i : last;
        }
        for (int i = 0; i < block.kernels().size(); i++) {
            Kernel kernel = block.kernels().get(i);
            releases.add(new Release(now + kernel.nanos(), block.task(), cluster, kernel.kind(), i == last));
        }
    }

    private PriorityQueue<Block> queue(Shape shape) {
        return Objects.requireNonNull(ready.get(shape));
    }
}
