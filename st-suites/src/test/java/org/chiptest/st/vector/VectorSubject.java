package org.chiptest.st.vector;

import java.util.random.RandomGenerator;

import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;

/**
 * The vector example as something to prepare and run: every run has other arguments, and every element of its result is
 * compared with what Java computes.
 *
 * @param runtime  the graphs of the two runtimes differ in their last task
 * @param first    addend of the first branch
 * @param second   addend of the second branch
 * @param random   where the arguments come from
 */
record VectorSubject(RuntimeKind runtime, float first, float second, RandomGenerator random) {

    private static final int ELEMENTS = 16_384;

    /** Describe the callable of {@link VectorCallables#vector}. */
    static VectorSubject vector(RuntimeKind runtime, RandomGenerator random) {
        return new VectorSubject(runtime, 1, 2, random);
    }

    /** Describe the callable of {@link VectorCallables#shifted}. */
    static VectorSubject shifted(RuntimeKind runtime, RandomGenerator random) {
        return new VectorSubject(runtime, 10, 20, random);
    }

    /** Declare new arguments, and what they come to. */
    void declare(GoldenArgs args) {
        double[] a = args.input("a", DataType.FLOAT32, ELEMENTS).fill(i -> random.nextDouble(8)).toDoubles();
        double[] b = args.input("b", DataType.FLOAT32, ELEMENTS).fill(i -> random.nextDouble(8)).toDoubles();
        args.output("f", DataType.FLOAT32, ELEMENTS).expect(i -> golden(a[(int) i], b[(int) i])).within(1e-5, 0);
        VectorCallables.counts(runtime).addTo(args, runtime);
    }

    /** Run with new arguments and check every output. */
    void runAndCheck(ChipWorker worker, PreparedCallable prepared, CallConfig config) {
        try (GoldenArgs args = GoldenArgs.on(worker)) {
            declare(args);
            prepared.run(args.taskArgs(), config);
            args.check();
        }
    }

    private double golden(double a, double b) {
        double sum = a + b;
        double product = (sum + first) * (sum + second);
        return switch (runtime) {
            case HOST_BUILD_GRAPH -> product;
            case TENSORMAP_AND_RINGBUFFER -> product + sum;
        };
    }
}
