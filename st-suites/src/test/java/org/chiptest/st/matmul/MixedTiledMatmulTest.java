package org.chiptest.st.matmul;

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
import org.chiptest.st.TaskCounts;

/** Matrix products of many tiles: one mixed task for each pair of factors, whose vector half waits for its cube half. */
@ChipTest(runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class MixedTiledMatmulTest {

    @CallableUnderTest
    static CallableSpec bgemm() {
        return MatmulCallables.tiledByMixedTasks();
    }

    static List<CaseSpec> cases() {
        return List.of(CaseSpec.named("default").data(new TiledProduct(2, 4, 4, 4, 1, 64, TaskCounts.tasks(128))));
    }

    @Scenario
    @Golden
    @CasesFrom("cases")
    void multiplies(GoldenArgs args, TiledProduct product, RuntimeKind runtime, RandomGenerator random) {
        product.addTo(args, runtime, random);
    }
}
