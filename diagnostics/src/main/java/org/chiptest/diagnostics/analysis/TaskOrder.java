package org.chiptest.diagnostics.analysis;

import java.util.BitSet;
import java.util.PriorityQueue;

/** Put the tasks of a graph behind those that they wait for. A task of a cycle comes when nothing else can. */
final class TaskOrder {

    private final DependencyGraph graph;
    private final int[] producersLeft;
    private final BitSet open = new BitSet();
    private final PriorityQueue<Integer> next = new PriorityQueue<>();
    private final int[] order;
    private int count;

    TaskOrder(DependencyGraph graph) {
        this.graph = graph;
        order = new int[graph.tasks()];
        producersLeft = new int[graph.tasks()];
        open.set(0, graph.tasks());
        for (int task = 0; task < graph.tasks(); task++) {
            producersLeft[task] = graph.producers(task).length;
            if (producersLeft[task] == 0) {
                next.add(task);
            }
        }
    }

    int[] order() {
        while (count < order.length) {
            Integer task = next.poll();
            place(task == null ? open.nextSetBit(0) : task);
        }
        return order;
    }

    private void place(int task) {
        order[count++] = task;
        open.clear(task);
        for (int consumer : graph.consumers(task)) {
            if (--producersLeft[consumer] == 0 && open.get(consumer)) {
                next.add(consumer);
            }
        }
    }
}
