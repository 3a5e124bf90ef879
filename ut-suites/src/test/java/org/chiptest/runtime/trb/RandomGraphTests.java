package org.chiptest.runtime.trb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import org.chiptest.runtime.RandomCases;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.Test;

/**
 * Random graphs compute what their tasks compute one after the other, and no task begins before those that it depends on have ended. {@code -Dchiptest.graphs=N} runs more of them than the
 * default.
 */
class RandomGraphTests {

    private static final int GRAPHS = Integer.getInteger("chiptest.graphs", 100);
    private static final int MAX_STEPS = 420;

    @Test
    void randomGraphsComputeWhatTheirTasksComputeOneAfterTheOtherAndKeepTheirOrder() {
        try (TestDevice device = new TestDevice(); TaskTrace trace = new TaskTrace(device.memory(), MAX_STEPS)) {
            HostTensor[] tensors = new HostTensor[RandomGraph.EXTERNALS];
            Arrays.setAll(tensors, i -> HostTensor.allocate(device.memory(), DataType.INT64, RandomGraph.ROWS,
                    RandomGraph.COLUMNS));
            RandomCases.check(GRAPHS, random -> {
                for (HostTensor tensor : tensors) {
                    tensor.fill(element -> RandomGraph.initial((int) element));
                }
                int blockDim = 1 + random.nextInt(random.nextBoolean() ? 3 : 24);
                trace.reset();
                RandomGraph graph = new RandomGraph(random, 20 + random.nextInt(MAX_STEPS - 20), blockDim, trace);
                RunSettings settings = RunSettings.unset().withTaskWindow(64 << random.nextInt(3))
                        .withHeapBytes(64L * 1024 << random.nextInt(3)).withDepPool(64 << random.nextInt(4));

                long[] read = graph.program().run(device,
                        CallConfig.defaults().withBlockDim(blockDim).withSettings(settings), tensors);

                assertThat(graph.orders()).as("pairs of tasks that ran in the wrong order")
                        .noneMatch(order -> trace.begin(order.after()) <= trace.end(order.before())
                                || trace.end(order.before()) < 0);
                for (int i = 0; i < tensors.length; i++) {
                    HostTensor tensor = tensors[i];
                    long[] actual = new long[RandomGraph.ROWS * RandomGraph.COLUMNS];
                    Arrays.setAll(actual, tensor::getLong);
                    assertThat(actual).as("tensor %d", i).isEqualTo(graph.expected(i));
                }
                assertThat(Arrays.stream(read).limit(graph.results().size()).boxed()).isEqualTo(graph.results());
            });
        }
    }
}
