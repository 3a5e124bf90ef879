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

/** Matrix products of many tiles: one cube and one vector task for each pair of factors. */
@ChipTest
class TiledMatmulTest {

    @CallableUnderTest
    static CallableSpec bgemm(RuntimeKind runtime) {
        return MatmulCallables.tiled(runtime);
    }

    static List<CaseSpec> cases() {
        return List.of(
                CaseSpec.named("Case0").data(new TiledProduct(1, 20, 25, 1, 1, 64, TaskCounts.tasks(1000))),
                CaseSpec.named("Bgemm64").data(new TiledProduct(2, 4, 4, 1, 1, 64, TaskCounts.tasks(64))),
                CaseSpec.named("Case1").data(new TiledProduct(1, 8, 8, 1, 1, 64, TaskCounts.tasks(128))).manually(),
                CaseSpec.named("Case2").data(new TiledProduct(1, 16, 16, 1, 1, 64, TaskCounts.tasks(512))).manually(),
                CaseSpec.named("Case3").data(new TiledProduct(1, 8, 8, 1, 16, 64, TaskCounts.tasks(128))).manually(),
                CaseSpec.named("Case4").data(new TiledProduct(1, 4, 4, 4, 1, 64, TaskCounts.tasks(128))).manually(),
                CaseSpec.named("grid4x4x4").data(new TiledProduct(1, 4, 4, 4, 1, 64, TaskCounts.tasks(128))));
    }

    @Scenario
    @Golden
    @CasesFrom("cases")
    void multiplies(GoldenArgs args, TiledProduct product, RuntimeKind runtime, RandomGenerator random) {
        product.addTo(args, runtime, random);
    }
}
