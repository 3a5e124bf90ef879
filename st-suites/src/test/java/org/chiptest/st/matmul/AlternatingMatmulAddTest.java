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
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.st.TaskCounts;

/** Independent cube and vector tasks, submitted in turn. */
@ChipTest
class AlternatingMatmulAddTest {

    private static final int TILE = 64;

    @CallableUnderTest
    static CallableSpec alternating(RuntimeKind runtime) {
        return MatmulCallables.alternating(runtime);
    }

    /** So many groups of so many products and sums. */
    record Groups(int count, int products, int sums) {

        TaskCounts counts() {
            return TaskCounts.tasks(count * (products + sums));
        }
    }

    static List<CaseSpec> cases() {
        return List.of(CaseSpec.named("default").data(new Groups(1, 1, 1)),
                CaseSpec.named("Case1").data(new Groups(500, 1, 1)).manually(),
                CaseSpec.named("Case2").data(new Groups(256, 1, 2)).manually());
    }

    @Scenario
    @Golden
    @CasesFrom("cases")
    void multipliesAndAdds(GoldenArgs args, Groups groups, RuntimeKind runtime, RandomGenerator random) {
        int products = groups.count() * groups.products();
        int sums = groups.count() * groups.sums();
        double[] a = random(args, "a", products, random);
        double[] b = random(args, "b", products, random);
        args.output("c", DataType.FLOAT32, products, TILE, TILE).expect(products(a, b)).within(1e-5, 1e-4);
        double[] x = random(args, "x", sums, random);
        double[] y = random(args, "y", sums, random);
        args.output("z", DataType.FLOAT32, sums, TILE, TILE).expect(i -> x[(int) i] + y[(int) i]);
        groups.counts().addTo(args, runtime);
        args.scalar("groups", groups.count());
    }

    private static double[] random(GoldenArgs args, String name, int tiles, RandomGenerator random) {
        HostTensor tensor = args.input(name, DataType.FLOAT32, tiles, TILE, TILE)
                .fill(i -> random.nextDouble(-1, 1));
        return tensor.toDoubles();
    }

    private static double[] products(double[] a, double[] b) {
        double[] c = new double[a.length];
        for (int start = 0; start < a.length; start += TILE * TILE) {
            Matrices.addProduct(a, start, b, start, c, start, TILE);
        }
        return c;
    }
}
