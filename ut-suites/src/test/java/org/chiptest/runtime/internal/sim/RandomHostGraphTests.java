package org.chiptest.runtime.internal.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import org.chiptest.runtime.RandomCases;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.place.DevicePlace;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random graphs of host_build_graph run every task once, and each after all that it follows. {@code -Dchiptest.test.graphs=N} runs more of them than the default.
 */
class RandomHostGraphTests {

    private static final Path SOURCES = Path.of("src/test/resources/org/chiptest/runtime/sim/hbg");
    private static final RuntimeKind HBG = RuntimeKind.HOST_BUILD_GRAPH;
    private static final int GRAPHS = Integer.getInteger("chiptest.test.graphs", 100);
    private static final int MAX_TASKS = 400;
    private static final int MAX_EDGES = 4_000;
    private static final int MAX_FANOUT = 128;

    @TempDir
    Path scratch;

    private record Edge(int from, int to) {}

    @Test
    void everyTaskRunsOnceAndAfterAllThatItFollows() {
        ChipCallable stamped = ChipCallable.builder()
                .orchestration(
                        MemorySegment.ofArray(TestToolchain.orchestration(HBG, SOURCES.resolve("graphs.cpp"))))
                .functionName("stamped")
                .child(3, CoreCallable.of(List.of(), TestToolchain.kernel(HBG, SOURCES.resolve("stamp.cpp")))).build();
        try (ChipWorker worker = ChipWorker.open(
                DevicePlace.IN_PROCESS.opener("a2a3sim", HBG, TestToolchain.settings(scratch)), 0)) {
            try (PreparedCallable prepared = worker.prepare(0, stamped);
                    HostTensor stamps = worker.allocate(DataType.INT64, 1 + 2 * MAX_TASKS);
                    HostTensor edges = worker.allocate(DataType.INT64, 2 * MAX_EDGES)) {
                RandomCases.check(GRAPHS, random -> runOne(random, prepared, stamps, edges));
            }
        }
    }

    private static void runOne(RandomGenerator random, PreparedCallable prepared, HostTensor stamps,
            HostTensor edges) {
        int tasks = 1 + random.nextInt(MAX_TASKS);
        List<Edge> graph = randomEdges(random, tasks);
        for (int i = 0; i < graph.size(); i++) {
            edges.setLong(2 * i, graph.get(i).from);
            edges.setLong(2 * i + 1, graph.get(i).to);
        }
        stamps.fill(0);

        prepared.run(new TaskArgs().tensor(stamps).tensor(edges).scalar((long) tasks).scalar((long) graph.size()),
                CallConfig.defaults().withBlockDim(1 + random.nextInt(24)));

        assertThat(stamps.getLong(0)).as("stamps given").isEqualTo(2L * tasks);
        for (Edge edge : graph) {
            assertThat(stamps.getLong(2 + 2 * edge.from)).as("end of a task before another begins: %s", edge)
                    .isLessThan(stamps.getLong(1 + 2 * edge.to));
        }
    }

    /** Edges lead from lower to higher numbers of a random order; some tasks get far more of them than others, and some come twice. */
    private static List<Edge> randomEdges(RandomGenerator random, int tasks) {
        int[] order = random.ints(0, Integer.MAX_VALUE).distinct().limit(tasks).toArray();
        List<Edge> edges = new ArrayList<>();
        int count = tasks == 1 ? 0 : random.nextInt(MAX_EDGES);
        int hub = random.nextInt(tasks);
        int[] fanout = new int[tasks];
        while (edges.size() < count) {
            int from = random.nextInt(4) == 0 ? hub : random.nextInt(tasks);
            int to = random.nextInt(tasks);
            if (order[from] < order[to] && fanout[from] < MAX_FANOUT) {
                fanout[from]++;
                edges.add(new Edge(from, to));
            } else if (random.nextInt(8) == 0) {
                count--;
            }
        }
        return edges;
    }
}
