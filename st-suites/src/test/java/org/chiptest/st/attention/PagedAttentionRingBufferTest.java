package org.chiptest.st.attention;

import static org.chiptest.st.attention.AttentionCase.Scopes.NESTED;
import static org.chiptest.st.attention.AttentionCase.plain;

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

/**
 * Paged attention on rings that are far too small for the whole graph: their slots and their memory are used again and again.
 *
 * <p>The reference asks for a heap of 2.5 MiB here; a heap is a power of two, and 2 MiB is the tighter choice.
 */
@ChipTest(runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class PagedAttentionRingBufferTest {

    private static final RunSettings SMALL_RINGS = RunSettings.unset().withTaskWindow(64).withHeapBytes(2 << 20)
            .withDepPool(256);

    @CallableUnderTest
    static CallableSpec attention(RuntimeKind runtime) {
        return AttentionCallable.of(runtime);
    }

    static List<CaseSpec> cases() {
        AttentionShape shape = new AttentionShape(16, 16, 64, 64, Collections.nCopies(32, 2048));
        return List.of(plain(shape, 4096, 32).scopes(NESTED).named("ringbuffer_stress")
                .config(CallConfig.defaults().withSettings(SMALL_RINGS)));
    }

    @Scenario
    @Golden
    @CasesFrom("cases")
    void ringsAreReused(GoldenArgs args, AttentionCase attention, RuntimeKind runtime, RandomGenerator random) {
        attention.addTo(args, runtime, random);
    }
}
