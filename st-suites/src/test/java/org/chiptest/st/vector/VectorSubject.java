package org.chiptest.st.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;

/**
 * The vector example as something to prepare and run: every run has other arguments, and every element of its result is
 * compared with what Java computes.
 *
 * @param callable the compiled callable
 * @param runtime  the graphs of the two runtimes differ in their last task
 * @param first    addend of the first branch
 * @param second   addend of the second branch
 */
record VectorSubject(ChipCallable callable, RuntimeKind runtime, float first, float second)
        implements
            PreparedCallableContract.Subject {

    static final int ELEMENTS = 16_384;

    private static final double TOLERANCE = 1e-5;

    /** Describe the callable of {@link VectorCallables#vector}. */
    static VectorSubject vector(ChipCallable callable, RuntimeKind runtime) {
        return new VectorSubject(callable, runtime, 1, 2);
    }

    /** Describe the callable of {@link VectorCallables#shifted}. */
    static VectorSubject shifted(ChipCallable callable, RuntimeKind runtime) {
        return new VectorSubject(callable, runtime, 10, 20);
    }

    @Override
    public void runAndCheck(ChipWorker worker, PreparedCallable prepared, CallConfig config, int round) {
        runAndCheck(worker, prepared, config, 2 + round, 3 - 0.5f * round);
    }

    /** Run with all elements of {@code a} and {@code b} set to these values and check every element of the result. */
    void runAndCheck(ChipWorker worker, PreparedCallable prepared, CallConfig config, float a, float b) {
        try (HostTensor left = worker.allocate(DataType.FLOAT32, ELEMENTS).fill(a);
                HostTensor right = worker.allocate(DataType.FLOAT32, ELEMENTS).fill(i -> b + i % 7);
                HostTensor result = worker.allocate(DataType.FLOAT32, ELEMENTS)) {
            prepared.run(new TaskArgs().tensor(left).tensor(right).tensor(result), config);
            for (int i = 0; i < ELEMENTS; i++) {
                double golden = golden(a, b + i % 7);
                assertThat(result.get(i)).as("f[%d]", i).isCloseTo(golden, within(TOLERANCE * Math.abs(golden)));
            }
        }
    }

    private double golden(float a, float b) {
        float sum = a + b;
        float product = (sum + first) * (sum + second);
        return switch (runtime) {
            case HOST_BUILD_GRAPH -> product;
            case TENSORMAP_AND_RINGBUFFER -> product + sum;
        };
    }
}
