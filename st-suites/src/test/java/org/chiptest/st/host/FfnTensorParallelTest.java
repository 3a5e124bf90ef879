package org.chiptest.st.host;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.RegisteredCallable;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.st.TaskCounts;

/**
 * A layer whose inner dimension is split over the chips: each multiplies its part, then the partial products are summed over all
 * chips. That the sum comes second follows from the partial products alone.
 */
@ChipTest(level = 3)
class FfnTensorParallelTest {

    private static final int CHIPS = 2;
    private static final int ROWS = 16;
    private static final int INNER = 64;
    private static final int COLUMNS = 32;

    @CallableUnderTest
    static CallableSpec layer(RuntimeKind runtime) {
        return CommCallables.layer(runtime);
    }

    @CallableUnderTest
    static CallableSpec sum(RuntimeKind runtime) {
        return CommCallables.allReduce(runtime);
    }

    @Scenario
    @Case(blockDim = 1, devices = CHIPS)
    void partialProductsAreSummed(HostWorker host, ChipCallable layer, ChipCallable sum, CallConfig config,
            RuntimeKind runtime, RandomGenerator random) {
        RegisteredCallable multiply = host.register(layer);
        RegisteredCallable reduce = host.register(sum);
        CommCallables.connect(host, CHIPS, 4L * ROWS * COLUMNS);
        host.init();
        double[] product = new double[ROWS * COLUMNS];
        List<TaskArgs> second = new ArrayList<>();
        try (ChipGroup first = new ChipGroup(host, CHIPS); ChipGroup results = new ChipGroup(host, CHIPS)) {
            for (int rank = 0; rank < CHIPS; rank++) {
                addPart(first.rank(rank), product, runtime, random);
            }
            for (int rank = 0; rank < CHIPS; rank++) {
                GoldenArgs args = results.rank(rank);
                args.output("out", DataType.FLOAT32, ROWS * COLUMNS).expect(product).within(1e-4, 1e-4);
                TaskCounts.tasks(1).addTo(args, runtime);
                second.add(new TaskArgs().tensor(flat(first.rank(rank).tensor("partial")), TensorArgType.INPUT)
                        .tensor(args.tensor("out"), TensorArgType.OUTPUT_EXISTING)
                        .tensor(args.tensor("counts"), TensorArgType.OUTPUT_EXISTING)
                        .scalar(host.chipContexts().get(rank).deviceContext()).scalar(1L));
            }
            host.run(orchestrator -> {
                first.submit(orchestrator, multiply, config);
                orchestrator.submitNextLevelGroup(reduce, second, config, List.of(0, 1));
            });

            results.check("sum of partial products");
        }
    }

    /** Add the arguments of one chip, and its part of the product. */
    private static void addPart(GoldenArgs args, double[] product, RuntimeKind runtime, RandomGenerator random) {
        double[] x = args.input("x", DataType.FLOAT32, ROWS, INNER).fill(i -> random.nextDouble(-1, 1)).toDoubles();
        double[] weights = args.input("weights", DataType.FLOAT32, INNER, COLUMNS).fill(i -> random.nextDouble(-1, 1))
                .toDoubles();
        args.output("partial", DataType.FLOAT32, ROWS, COLUMNS).expect(i -> 0);
        TaskCounts.tasks(1).addTo(args, runtime);
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                for (int i = 0; i < INNER; i++) {
                    product[row * COLUMNS + column] += x[row * INNER + i] * weights[i * COLUMNS + column];
                }
            }
        }
    }

    private static HostTensor flat(HostTensor tensor) {
        return HostTensor.over(tensor.memory(), tensor.dtype(), List.of((int) tensor.elementCount()));
    }
}
