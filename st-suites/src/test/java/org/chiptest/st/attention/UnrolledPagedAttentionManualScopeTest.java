package org.chiptest.st.attention;

import static org.chiptest.st.attention.AttentionCase.Scopes.MANUAL;
import static org.chiptest.st.attention.AttentionCase.unrolled;
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

/** Paged attention with up to 64 blocks of a row in each task, in manual scopes. */
@ChipTest(runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class UnrolledPagedAttentionManualScopeTest {

    @CallableUnderTest
    static CallableSpec attention(RuntimeKind runtime) {
        return AttentionCallable.of(runtime);
    }

    static List<CaseSpec> cases() {
        return List.of(
                unrolled(manySequences(), 1024, 256).scopes(MANUAL).large("Case1"),
                unrolled(manyHeads(128), 512, 64).scopes(MANUAL).large("Case2"),
                unrolled(manyHeads(256), 512, 64).scopes(MANUAL).large("Case3"),
                unrolled(small(33), 4, 1).scopes(MANUAL).named("SmallCase1"),
                unrolled(small(128), 4, 1).scopes(MANUAL).named("SmallCase2"));
    }

    /** The same on all clusters of an A5 chip, which has more of them than the default block dim. */
    static List<CaseSpec> wholeChipCases() {
        return cases().stream().map(each -> each.blockDim(36).platforms("a5sim", "a5")).toList();
    }

    @Scenario
    @Golden
    @CasesFrom("cases")
    void attends(GoldenArgs args, AttentionCase attention, RuntimeKind runtime, RandomGenerator random) {
        attention.addTo(args, runtime, random);
    }

    @Scenario
    @Golden
    @CasesFrom("wholeChipCases")
    void attendsOnAllClusters(GoldenArgs args, AttentionCase attention, RuntimeKind runtime, RandomGenerator random) {
        attention.addTo(args, runtime, random);
    }
}
