package org.chiptest.st.attention;

import static org.chiptest.st.attention.AttentionCase.plain;
import static org.chiptest.st.attention.AttentionShape.small;

import java.util.List;
import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.ScenarioContext;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;

/** Paged attention again and again on one prepared callable, each round with another content. */
@ChipTest
class MultiRoundPagedAttentionTest {

    private static final int ROUNDS = 10;

    @CallableUnderTest
    static CallableSpec attention(RuntimeKind runtime) {
        return AttentionCallable.of(runtime);
    }

    static List<CaseSpec> cases() {
        return List.of(plain(small(33), 12, 1).named("Case1"), plain(small(128), 32, 1).named("Case2"),
                plain(small(33, 17), 20, 2).named("CaseVarSeq2"),
                plain(small(33, 64, 128, 15), 64, 4).named("CaseVarSeq4"));
    }

    @Scenario
    @CasesFrom("cases")
    void everyRoundAttends(ChipWorker worker, ChipCallable attention, CallConfig config, RuntimeKind runtime,
            AttentionCase problem, RandomGenerator random, ScenarioContext context) {
        try (PreparedCallable prepared = worker.prepare(0, attention)) {
            for (int round = 1; round <= Math.max(ROUNDS, context.rounds()); round++) {
                try (GoldenArgs args = GoldenArgs.on(worker)) {
                    problem.addTo(args, runtime, random);
                    prepared.run(args.taskArgs(), config);
                    args.check("round " + round + ": ");
                }
            }
        }
    }
}
