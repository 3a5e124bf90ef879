package org.chiptest.st.attention;

import static org.chiptest.st.attention.AttentionCase.Scopes.MANUAL;
import static org.chiptest.st.attention.AttentionCase.plain;
import static org.chiptest.st.attention.AttentionShape.manyHeads;
import static org.chiptest.st.attention.AttentionShape.manySequences;
import static org.chiptest.st.attention.AttentionShape.small;

import java.util.Collections;
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
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.device.RuntimeKind;

/** Paged attention whose orchestration states all dependencies itself, in manual scopes. */
@ChipTest(runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class PagedAttentionManualScopeTest {

    /** Memory that a task still works on is overwritten at once where the orchestration fails to keep it. */
    private static final RunSettings SMALL_RINGS = RunSettings.unset().withTaskWindow(64).withHeapBytes(256 << 10);

    @CallableUnderTest
    static CallableSpec attention(RuntimeKind runtime) {
        return AttentionCallable.of(runtime);
    }

    static List<CaseSpec> cases() {
        return List.of(
                plain(manySequences(), 65_536, 256).scopes(MANUAL).large("Case1"),
                plain(manyHeads(128), 32_768, 64).scopes(MANUAL).large("Case2"),
                plain(manyHeads(256), 32_768, 64).scopes(MANUAL).large("Case3"),
                plain(small(33), 12, 1).scopes(MANUAL).named("CaseSmall1"),
                plain(small(128), 32, 1).scopes(MANUAL).named("CaseSmall2"),
                plain(small(33, 17), 20, 2).scopes(MANUAL).named("CaseVarSeq2"),
                plain(small(33, 64, 128, 15), 64, 4).scopes(MANUAL).named("CaseVarSeq4"),
                plain(new AttentionShape(16, 16, 64, 64, Collections.nCopies(64, 896)), 3584, 64).scopes(MANUAL)
                        .named("smallRings").config(CallConfig.defaults().withSettings(SMALL_RINGS)));
    }

    @Scenario
    @Golden
    @CasesFrom("cases")
    void attends(GoldenArgs args, AttentionCase attention, RuntimeKind runtime, RandomGenerator random) {
        attention.addTo(args, runtime, random);
    }
}
