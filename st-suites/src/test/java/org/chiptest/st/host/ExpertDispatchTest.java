package org.chiptest.st.host;

import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.RegisteredCallable;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.st.TaskCounts;

/** Tokens travel through the windows to the chips of their experts, are processed there, and come back in their order. */
@ChipTest(level = 3)
class ExpertDispatchTest {

    private static final int CHIPS = 2;
    private static final int TOKENS = 64;
    private static final int WIDTH = 16;
    private static final int ROUNDS = 2;

    @CallableUnderTest
    static CallableSpec expert(RuntimeKind runtime) {
        return CommCallables.expert(runtime);
    }

    @Scenario
    @Case(blockDim = 1, devices = CHIPS)
    void everyTokenIsProcessedByItsExpert(HostWorker host, ChipCallable expert, CallConfig config, RuntimeKind runtime,
            RandomGenerator random) {
        RegisteredCallable callable = host.register(expert);
        CommCallables.connect(host, CHIPS, 4L * CHIPS * TOKENS * WIDTH);
        host.init();
        for (int round = 1; round <= ROUNDS; round++) {
            try (ChipGroup group = new ChipGroup(host, CHIPS)) {
                for (int rank = 0; rank < CHIPS; rank++) {
                    addTokens(group.rank(rank), runtime, random);
                    group.rank(rank).scalar("context", host.chipContexts().get(rank).deviceContext()).scalar("round",
                            (long) round);
                }
                host.run(orchestrator -> group.submit(orchestrator, callable, config));
                group.check("round " + round);
            }
        }
    }

    /** An expert makes (rank + 2) * x + 1 of each element. */
    private static void addTokens(GoldenArgs args, RuntimeKind runtime, RandomGenerator random) {
        double[] tokens = args.input("tokens", DataType.FLOAT32, TOKENS, WIDTH).fill(i -> random.nextDouble(-2, 2))
                .toDoubles();
        HostTensor experts = args.input("experts", DataType.INT32, TOKENS).fill(i -> random.nextInt(CHIPS));
        args.output("out", DataType.FLOAT32, TOKENS, WIDTH)
                .expect(i -> (experts.get(i / WIDTH) + 2) * tokens[(int) i] + 1).within(1e-6, 1e-6);
        TaskCounts.tasks(3).addTo(args, runtime);
    }
}
