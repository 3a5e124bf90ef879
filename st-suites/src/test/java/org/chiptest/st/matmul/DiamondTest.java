package org.chiptest.st.matmul;

import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.st.TaskCounts;

/** A diamond over both kinds of cores: vector, two cubes, vector; the operands of the products have half precision. */
@ChipTest
class DiamondTest {

    private static final int SIZE = 128;

    @CallableUnderTest
    static CallableSpec diamond(RuntimeKind runtime) {
        return MatmulCallables.diamond(runtime);
    }

    @Scenario
    @Golden
    void addsTwoProducts(GoldenArgs args, RuntimeKind runtime, RandomGenerator random) {
        HostTensor x = random(args, "x", DataType.FLOAT32, random);
        HostTensor left = random(args, "left", DataType.FLOAT16, random);
        HostTensor right = random(args, "right", DataType.FLOAT16, random);
        args.output("out", DataType.FLOAT32, SIZE, SIZE)
                .expect(solution(x.toDoubles(), left.toDoubles(), right.toDoubles())).within(1e-3, 1e-2);
        TaskCounts.tasks(4).addTo(args, runtime);
    }

    private static HostTensor random(GoldenArgs args, String name, DataType dtype, RandomGenerator random) {
        return args.input(name, dtype, SIZE, SIZE).fill(i -> random.nextDouble(-1, 1));
    }

    private static double[] solution(double[] x, double[] left, double[] right) {
        double[] rectified = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            rectified[i] = Math.max(x[i], 0);
        }
        double[] out = new double[x.length];
        Matrices.addProduct(rectified, 0, left, 0, out, 0, SIZE);
        Matrices.addProduct(rectified, 0, right, 0, out, 0, SIZE);
        return out;
    }
}
