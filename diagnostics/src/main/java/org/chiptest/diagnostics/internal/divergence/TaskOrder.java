package org.chiptest.diagnostics.internal.divergence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

import org.chiptest.runtime.capture.RecordedRun.RecordedEdge;

/** Put tasks into an order in which none comes before one that it waits for; of those that could be next, the one created first is. */
final class TaskOrder {

    private TaskOrder() {}

    /** Return the pairs in the order of the suspect side. */
    static List<TaskPair> of(List<TaskPair> pairs, RecordedSide suspect) {
        Map<Integer, TaskPair> bySuspect = new HashMap<>();
        pairs.forEach(pair -> bySuspect.put(pair.suspect(), pair));
        List<TaskPair> ordered = new ArrayList<>(pairs.size());
        for (int task : tasks(suspect)) {
            TaskPair pair = bySuspect.get(task);
            if (pair != null) {
                ordered.add(pair);
            }
        }
        return ordered;
    }

    private static int[] tasks(RecordedSide side) {
        int count = side.run().tasks().size();
        int[][] consumers = side.consumers();
        int[] waiting = new int[count];
        for (RecordedEdge edge : side.run().edges()) {
            waiting[edge.consumer()]++;
        }
        PriorityQueue<Integer> next = new PriorityQueue<>();
        for (int task = 0; task < count; task++) {
            if (waiting[task] == 0) {
                next.add(task);
            }
        }
        int[] order = new int[count];
        int done = 0;
        while (!next.isEmpty()) {
            int task = next.remove();
            order[done++] = task;
            for (int consumer : consumers[task]) {
                if (--waiting[consumer] == 0) {
                    next.add(consumer);
                }
            }
        }
        // tasks that wait for each other never ran
        return Arrays.copyOf(order, done);
    }
}
