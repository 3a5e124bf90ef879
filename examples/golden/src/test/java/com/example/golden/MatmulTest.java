package com.example.golden;

import static org.chiptest.runtime.args.DataType.FLOAT32;
import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.device.RuntimeKind.TENSORMAP_AND_RINGBUFFER;
import static org.chiptest.runtime.toolchain.CoreType.AIC;

import java.util.List;
import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.Comparators;
import org.chiptest.api.golden.GoldenArgs;

/** A product of matrices, one task for each tile of the result, in several sizes. */
@ChipTest(platforms = {"a2a3sim", "a5sim"}, runtimes = TENSORMAP_AND_RINGBUFFER)
class MatmulTest {

    @CallableUnderTest
    static CallableSpec matmul() {
        return CallableSpec.orchestration("matmul_orchestration.cpp").entry("aicpu_orchestration_entry")
                .signature(IN, IN, OUT).kernel(0, AIC, "multiply.cpp", IN, IN, OUT);
    }

    /** a is [rows, inner], b is [inner, columns]. */
    record Sizes(int rows, int inner, int columns) {}

    static List<CaseSpec> cases() {
        return List.of(CaseSpec.named("small").blockDim(3).data(new Sizes(16, 16, 16)),
                CaseSpec.named("wide").data(new Sizes(32, 48, 256)),
                CaseSpec.named("large").data(new Sizes(512, 512, 512)).manually());
    }

    @Scenario
    @Golden(rtol = 1e-4, atol = 1e-4)
    @CasesFrom("cases")
    void multiplies(GoldenArgs args, Sizes sizes, RandomGenerator random) {
        double[] a = args.input("a", FLOAT32, sizes.rows(), sizes.inner()).fill(i -> random.nextDouble(-1, 1))
                .toDoubles();
        double[] b = args.input("b", FLOAT32, sizes.inner(), sizes.columns()).fill(i -> random.nextDouble(-1, 1))
                .toDoubles();
        args.output("c", FLOAT32, sizes.rows(), sizes.columns()).expect(product(a, b, sizes));
    }

    /** NumPy has multiplied these matrices and saved them, in double precision. */
    @Scenario
    @Golden
    void agreesWithNumpy(GoldenArgs args) {
        args.input("a", FLOAT32, args.file("reference/a.npy"));
        args.input("b", FLOAT32, args.file("reference/b.npy"));
        args.output("c", FLOAT32, 16, 32).comparedBy(Comparators.relativeL2(1e-6))
                .expect(args.file("reference/c.npy"));
    }

    private static double[] product(double[] a, double[] b, Sizes sizes) {
        double[] product = new double[sizes.rows() * sizes.columns()];
        for (int row = 0; row < sizes.rows(); row++) {
            for (int k = 0; k < sizes.inner(); k++) {
                for (int column = 0; column < sizes.columns(); column++) {
                    product[row * sizes.columns() + column] += a[row * sizes.inner() + k]
                            * b[k * sizes.columns() + column];
                }
            }
        }
        return product;
    }
}
