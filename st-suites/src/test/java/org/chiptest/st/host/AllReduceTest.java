package org.chiptest.st.host;

import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.ScenarioContext;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.RegisteredCallable;
import org.chiptest.st.TaskCounts;

/** Kernels on several chips wait for each other at a barrier in their windows, and each sums over all windows. */
@ChipTest(level = 3)
class AllReduceTest {

    private static final int LENGTH = 4096;
    private static final int ROUNDS = 3;

    @CallableUnderTest
    static CallableSpec sum(RuntimeKind runtime) {
        return CommCallables.allReduce(runtime);
    }

    @Scenario
    @Case(blockDim = 1, devices = 2)
    @Case(name = "fourChips", blockDim = 1, devices = 4)
    void everyChipGetsTheSum(HostWorker host, ChipCallable sum, CallConfig config, RuntimeKind runtime,
            ScenarioContext context, RandomGenerator random) {
        int chips = context.deviceIds().size();
        RegisteredCallable callable = host.register(sum);
        CommCallables.connect(host, chips, 4L * LENGTH);
        host.init();
        for (int round = 1; round <= ROUNDS; round++) {
            try (ChipGroup group = new ChipGroup(host, chips)) {
                double[] total = new double[LENGTH];
                for (int rank = 0; rank < chips; rank++) {
                    double[] x = group.rank(rank).input("x", DataType.FLOAT32, LENGTH)
                            .fill(i -> random.nextDouble(-4, 4)).toDoubles();
                    for (int i = 0; i < LENGTH; i++) {
                        total[i] += x[i];
                    }
                }
                for (int rank = 0; rank < chips; rank++) {
                    GoldenArgs args = group.rank(rank);
                    args.output("out", DataType.FLOAT32, LENGTH).expect(total).within(0, 1e-5);
                    TaskCounts.tasks(1).addTo(args, runtime);
                    args.scalar("context", host.chipContexts().get(rank).deviceContext()).scalar("round", (long) round);
                }
                host.run(orchestrator -> group.submit(orchestrator, callable, config));
                group.check("round " + round);
            }
        }
    }
}
