package org.chiptest.st.host;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.Orchestrator;
import org.chiptest.runtime.hierarchy.RegisteredCallable;
import org.chiptest.st.TaskCounts;

/** Each chip sends 2 * x + rank to the next one, and gets that of the one before. */
final class RingExchange {

    static final int CHIPS = 2;

    private static final int LENGTH = 512;
    private static final int ROUNDS = 3;

    private RingExchange() {}

    /** Run a graph in some way. */
    @FunctionalInterface
    interface Way {
        void run(int round, Consumer<Orchestrator> graph);
    }

    static void check(HostWorker host, ChipCallable exchange, CallConfig config, RuntimeKind runtime,
            RandomGenerator random) {
        check(host, exchange, config, runtime, random, (round, graph) -> host.run(graph));
    }

    static void check(HostWorker host, ChipCallable exchange, CallConfig config, RuntimeKind runtime,
            RandomGenerator random, Way way) {
        RegisteredCallable callable = host.register(exchange);
        CommCallables.connect(host, CHIPS, 4L * LENGTH);
        host.init();
        for (int round = 1; round <= ROUNDS; round++) {
            try (ChipGroup group = new ChipGroup(host, CHIPS)) {
                List<double[]> sent = new ArrayList<>();
                for (int rank = 0; rank < CHIPS; rank++) {
                    sent.add(group.rank(rank).input("x", DataType.FLOAT32, LENGTH).fill(i -> random.nextDouble(-4, 4))
                            .toDoubles());
                }
                for (int rank = 0; rank < CHIPS; rank++) {
                    int before = (rank + CHIPS - 1) % CHIPS;
                    GoldenArgs args = group.rank(rank);
                    args.output("out", DataType.FLOAT32, LENGTH).expect(i -> 2 * sent.get(before)[(int) i] + before)
                            .within(0, 1e-5);
                    TaskCounts.tasks(3).addTo(args, runtime);
                    args.scalar("context", host.chipContexts().get(rank).deviceContext()).scalar("round", (long) round);
                }
                way.run(round, orchestrator -> group.submit(orchestrator, callable, config));
                group.check("round " + round);
            }
        }
    }
}
