package org.chiptest.runtime.internal.trb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.tensor.HostTensor;

/** Run random graphs on one device and compare each with its model. */
final class RandomGraphCheck implements AutoCloseable {

    private static final int MAX_STEPS = 420;

    private final TestDevice device = new TestDevice();
    private final TaskTrace trace = new TaskTrace(device.memory(), MAX_STEPS);
    private final HostTensor[] tensors = new HostTensor[RandomGraph.EXTERNALS];

    RandomGraphCheck() {
        Arrays.setAll(tensors,
                i -> HostTensor.allocate(device.memory(), DataType.INT64, RandomGraph.ROWS, RandomGraph.COLUMNS));
    }

    /**
     * Look for a graph that fails, for a process whose runtime is not what it should be; ends with 1 if there is one.
     *
     * @param args the first seed, and how many there are
     */
    public static void main(String[] args) {
        long first = Long.parseLong(args[0]);
        int graphs = Integer.parseInt(args[1]);
        RandomGraphCheck check = new RandomGraphCheck();
        for (int i = 0; i < graphs; i++) {
            try {
                check.run(RandomGeneratorFactory.of("L64X128MixRandom").create(first + i));
            } catch (AssertionError | DeviceException e) {
                System.out.println("graph " + i + " fails: " + e);
                System.exit(1);
            }
        }
        System.out.println("no graph of " + graphs + " fails");
        check.close();
    }

    /** Run a graph. */
    void run(RandomGenerator random) {
        for (HostTensor tensor : tensors) {
            tensor.fill(element -> RandomGraph.initial((int) element));
        }
        int blockDim = 1 + random.nextInt(random.nextBoolean() ? 3 : 24);
        trace.reset();
        RandomGraph graph = new RandomGraph(random, 20 + random.nextInt(MAX_STEPS - 20), blockDim, trace);
        RunSettings settings = RunSettings.unset().withTaskWindow(64 << random.nextInt(3))
                .withHeapBytes(64L * 1024 << random.nextInt(3)).withDepPool(64 << random.nextInt(4));

        long[] read = graph.program().run(device, CallConfig.defaults().withBlockDim(blockDim).withSettings(settings),
                tensors);

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
    }

    @Override
    public void close() {
        trace.close();
        device.close();
    }
}
