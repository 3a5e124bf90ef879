package org.chiptest.st.attention;

import static org.chiptest.st.attention.AttentionCase.unrolled;
import static org.chiptest.st.attention.AttentionShape.manyHeads;
import static org.chiptest.st.attention.AttentionShape.manySequences;

import java.util.List;
import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.device.RuntimeKind;

/** Paged attention with up to 64 blocks of a row in each task, on queries and outputs of four dimensions. */
@ChipTest
class UnrolledPagedAttentionFourDimensionsTest {

    @CallableUnderTest
    static CallableSpec attention(RuntimeKind runtime) {
        return AttentionCallable.of(runtime);
    }

    static List<CaseSpec> cases() {
        return List.of(
                unrolled(manySequences(), 1024, 256).large("Case1"), unrolled(manyHeads(128), 512, 64).large("Case2"),
                unrolled(manyHeads(256), 512, 64).large("Case3"),
                unrolled(new AttentionShape(32, 16, 16, 16, List.of(33, 1030)), 24, 4).named("small"));
    }

    @Scenario
    @Golden
    @CasesFrom("cases")
    void attends(GoldenArgs args, AttentionCase attention, RuntimeKind runtime, RandomGenerator random) {
        attention.addWithFourDimensionsTo(args, runtime, random);
    }
}
