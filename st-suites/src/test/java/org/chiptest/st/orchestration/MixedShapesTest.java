package org.chiptest.st.orchestration;

import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.toolchain.CoreType.AIC;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.Size;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.st.TaskCounts;

/** One task of each resource shape per iteration: a cube, a vector, a whole cluster, two vectors, a cube and a vector. */
@ChipTest(runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class MixedShapesTest {

    private static final int SIZE = 32;
    private static final int ELEMENTS = SIZE * SIZE;
    private static final int SHAPES = 5;

    @CallableUnderTest
    static CallableSpec mixed() {
        String kernels = "/mixed/kernels/";
        return CallableSpec.orchestration("/mixed/trb/orchestration.cpp").entry("aicpu_orchestration_entry")
                .signature(IN, IN, IN, IN, OUT, OUT, OUT, OUT).include("/include")
                .kernel(0, AIC, kernels + "multiply.cpp", IN, IN, OUT)
                .kernel(1, AIV, kernels + "add.cpp", IN, IN, OUT)
                .kernel(2, AIV, kernels + "add_after_cube.cpp", IN, IN, OUT, IN, IN, OUT)
                .kernel(3, AIV, kernels + "scale_after_vector.cpp", IN, IN, OUT, IN, IN, OUT)
                .kernel(4, AIV, kernels + "scale_after_both.cpp", IN, IN, OUT, IN, IN, OUT, IN, IN, OUT);
    }

    /** So many tasks of each shape. */
    record Iterations(@Size int count) {

        TaskCounts counts() {
            return TaskCounts.tasks(count * SHAPES);
        }
    }

    static List<CaseSpec> cases() {
        return List.of(CaseSpec.named("case1").data(new Iterations(4)),
                CaseSpec.named("case2").data(new Iterations(1)));
    }

    @Scenario
    @Golden
    @CasesFrom("cases")
    void everyShapeComputesItsPart(GoldenArgs args, Iterations data, RuntimeKind runtime, RandomGenerator random) {
        int iterations = data.count();
        double[] a = random(args, "a", iterations, random);
        double[] b = random(args, "b", iterations, random);
        double[] x = random(args, "x", iterations, random);
        double[] y = random(args, "y", iterations, random);
        args.output("products", DataType.FLOAT32, iterations, 3, SIZE, SIZE).expect(products(a, b)).within(1e-5, 1e-4);
        args.output("sums", DataType.FLOAT32, iterations, 4, SIZE, SIZE)
                .expect(i -> elementwise(x, y, (int) i, 4, Double::sum));
        args.output("scaled", DataType.FLOAT32, iterations, 2, SIZE, SIZE)
                .expect(i -> elementwise(x, y, (int) i, 2, (left, right) -> left * right));
        data.counts().addTo(args, runtime);
    }

    private static double[] random(GoldenArgs args, String name, int matrices, RandomGenerator random) {
        return args.input(name, DataType.FLOAT32, matrices, SIZE, SIZE).fill(i -> random.nextDouble(-1, 1))
                .toDoubles();
    }

    /** Compute the three copies of each product. */
    private static double[] products(double[] a, double[] b) {
        double[] products = new double[3 * a.length];
        for (int i = 0; i < products.length; i++) {
            int matrix = i / (3 * ELEMENTS) * ELEMENTS;
            int row = i / SIZE % SIZE;
            int column = i % SIZE;
            for (int k = 0; k < SIZE; k++) {
                products[i] += a[matrix + row * SIZE + k] * b[matrix + k * SIZE + column];
            }
        }
        return products;
    }

    /** Compute an element of one of the copies of a result. */
    private static double elementwise(double[] x, double[] y, int index, int copies, DoubleBinaryOperator operator) {
        int operand = index / (copies * ELEMENTS) * ELEMENTS + index % ELEMENTS;
        return operator.applyAsDouble(x[operand], y[operand]);
    }
}
