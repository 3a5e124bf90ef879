package org.chiptest.engine.internal.conformance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.tensor.HostTensor;

/**
 * Random graphs of host_build_graph, which the orchestration {@code graph.cpp} builds: each is run, and compared with what its tasks
 * compute one after the other.
 */
public final class HostGraphs implements AutoCloseable {

    private static final int MAX_TASKS = 400;
    private static final int MAX_EDGES = 4_000;

    /** Successors that a task may have ({@code docs/contract/hbg.md#limits-of-a-graph}). */
    static final int MAX_FANOUT = 128;

    /** Words of a task in the tensor of states: begin, end, value; before all of them there is the clock. */
    private static final int WORDS = 3;
    private static final int END = 1;
    private static final int VALUE = 2;

    private final ProgramDevice device;
    private final int maxBlockDim;
    private final HostTensor edges;
    private final HostTensor states;

    /** A task that another one waits for. */
    private record Edge(int from, int to) {}

    /** Tasks, in an order in which they can run one after the other, and what they wait for. */
    private record Graph(List<Integer> order, List<Edge> edges) {

        /** Return what each task computes. */
        long[] values() {
            long[] values = new long[order.size()];
            List<List<Integer>> before = IntStream.range(0, order.size())
                    .<List<Integer>>mapToObj(i -> new ArrayList<>()).toList();
            edges.forEach(edge -> before.get(edge.to).add(edge.from));
            for (int task : order) {
                values[task] = task + 1 + 3 * before.get(task).stream().mapToLong(from -> values[from]).sum();
            }
            return values;
        }
    }

    /** Allocate what graphs take on a device with so many clusters. */
    public HostGraphs(ProgramDevice device, int maxBlockDim) {
        this.device = device;
        this.maxBlockDim = maxBlockDim;
        this.edges = device.allocate(DataType.INT64, 2 * MAX_EDGES);
        this.states = device.allocate(DataType.INT64, 1 + WORDS * MAX_TASKS);
    }

    /**
     * Draw a graph and run it.
     *
     * @throws AssertionError if it does not compute what it must, or a task did not run once and after all that it follows
     */
    public void run(RandomGenerator random) {
        run(draw(random), 1 + random.nextInt(maxBlockDim));
    }

    /** Run a graph in which one task has as many successors as there may be. */
    void runWidest() {
        List<Edge> all = IntStream.rangeClosed(1, MAX_FANOUT).mapToObj(to -> new Edge(0, to)).toList();
        run(new Graph(IntStream.rangeClosed(0, MAX_FANOUT).boxed().toList(), all), 1);
    }

    private void run(Graph graph, int blockDim) {
        for (int i = 0; i < graph.edges.size(); i++) {
            edges.setLong(2L * i, graph.edges.get(i).from);
            edges.setLong(2L * i + 1, graph.edges.get(i).to);
        }
        states.fill(0);

        device.run(new TaskArgs().tensor(edges).tensor(states).scalar((long) graph.order.size())
                .scalar((long) graph.edges.size()), CallConfig.defaults().withBlockDim(blockDim));

        long stamps = states.getLong(0);
        if (stamps != 2L * graph.order.size()) {
            throw new AssertionError(graph.order.size() + " tasks began and ended " + stamps + " times");
        }
        graph.edges.forEach(this::requireOrder);
        SubmittedGraphs.requireEqual("what the tasks compute",
                IntStream.range(0, graph.order.size()).mapToLong(task -> word(task, VALUE)).toArray(),
                graph.values());
    }

    private void requireOrder(Edge edge) {
        if (word(edge.from, END) >= word(edge.to, 0)) {
            throw new AssertionError("task " + edge.to + " began at " + word(edge.to, 0) + ", but task " + edge.from
                    + ", which it follows, ended at " + word(edge.from, END));
        }
    }

    private long word(int task, int word) {
        return states.getLong(1 + (long) WORDS * task + word);
    }

    /** Edges lead from lower to higher places of a random order; some tasks get far more of them than others, and some come twice. */
    private static Graph draw(RandomGenerator random) {
        int tasks = 1 + random.nextInt(MAX_TASKS);
        int[] places = random.ints(0, Integer.MAX_VALUE).distinct().limit(tasks).toArray();
        List<Edge> drawn = new ArrayList<>();
        int count = tasks == 1 ? 0 : random.nextInt(MAX_EDGES);
        int hub = random.nextInt(tasks);
        int[] fanout = new int[tasks];
        while (drawn.size() < count) {
            int from = random.nextInt(4) == 0 ? hub : random.nextInt(tasks);
            int to = random.nextInt(tasks);
            if (places[from] < places[to] && fanout[from] < MAX_FANOUT) {
                fanout[from]++;
                drawn.add(new Edge(from, to));
            } else if (random.nextInt(8) == 0) {
                count--;
            }
        }
        return new Graph(inOrder(places), drawn);
    }

    private static List<Integer> inOrder(int[] places) {
        return IntStream.range(0, places.length).boxed()
                .sorted(Comparator.comparingInt(task -> places[task])).toList();
    }

    @Override
    public void close() {
        edges.close();
        states.close();
    }
}
