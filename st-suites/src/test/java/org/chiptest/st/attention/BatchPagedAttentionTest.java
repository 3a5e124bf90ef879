package org.chiptest.st.attention;

import static org.chiptest.st.attention.AttentionCase.batched;
import static org.chiptest.st.attention.AttentionShape.manyHeads;
import static org.chiptest.st.attention.AttentionShape.manySequences;
import static org.chiptest.st.attention.AttentionShape.small;

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

/** Paged attention with one block of up to 16 rows in each task; rows end at different blocks. */
@ChipTest
class BatchPagedAttentionTest {

    @CallableUnderTest
    static CallableSpec attention(RuntimeKind runtime) {
        return AttentionCallable.of(runtime);
    }

    static List<CaseSpec> cases() {
        return List.of(
                batched(manySequences(), 4096, 16).large("Case1"), batched(manyHeads(128), 2048, 4).large("Case2"),
                batched(manyHeads(256), 2048, 4).large("Case3"), batched(small(33), 12, 1).named("CaseSmall1"),
                batched(small(20), 8, 1).named("CaseSmall2"),
                batched(small(128), 32, 1).named("CaseSmall3"),
                batched(small(33, 17), 12, 1).named("CaseVarSeq2"),
                batched(small(33, 64, 128, 15), 32, 1).named("CaseVarSeq4"));
    }

    @Scenario
    @Golden
    @CasesFrom("cases")
    void attends(GoldenArgs args, AttentionCase attention, RuntimeKind runtime, RandomGenerator random) {
        attention.addTo(args, runtime, random);
    }
}
