package org.chiptest.st.host;

import java.util.List;
import java.util.random.RandomGenerator;

import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.st.vector.VectorCallables;

/** One task of the vector example with arguments of its own and what they must become. */
final class VectorTask implements AutoCloseable {

    static final int ELEMENTS = 16_384;

    private final GoldenArgs args;

    private VectorTask(GoldenArgs args) {
        this.args = args;
    }

    /** Draw the arguments. */
    static VectorTask on(HostWorker host, RuntimeKind runtime, RandomGenerator random) {
        GoldenArgs args = GoldenArgs.on(host);
        double[] a = args.input("a", DataType.FLOAT32, ELEMENTS).fill(i -> random.nextDouble(8)).toDoubles();
        double[] b = args.input("b", DataType.FLOAT32, ELEMENTS).fill(i -> random.nextDouble(8)).toDoubles();
        args.output("f", DataType.FLOAT32, ELEMENTS).expect(i -> golden(runtime, a[(int) i], b[(int) i])).within(1e-5,
                0);
        VectorCallables.counts(runtime).addTo(args, runtime);
        return new VectorTask(args);
    }

    TaskArgs args() {
        return args.taskArgs();
    }

    /** Return the result. */
    HostTensor f() {
        return args.tensor("f");
    }

    void check() {
        args.check();
    }

    @Override
    public void close() {
        args.close();
    }

    static void closeAll(List<VectorTask> tasks) {
        tasks.forEach(VectorTask::close);
    }

    private static double golden(RuntimeKind runtime, double a, double b) {
        double sum = a + b;
        double product = (sum + 1) * (sum + 2);
        return switch (runtime) {
            case HOST_BUILD_GRAPH -> product;
            case TENSORMAP_AND_RINGBUFFER -> product + sum;
        };
    }
}
