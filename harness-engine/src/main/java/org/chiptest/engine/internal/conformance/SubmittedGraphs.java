package org.chiptest.engine.internal.conformance;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.tensor.HostTensor;

/** Random graphs of tensormap_and_ringbuffer: each is run, and compared with what its tasks compute one after the other. */
public final class SubmittedGraphs implements AutoCloseable {

    private static final int LEAST_STEPS = 20;
    private static final int MAX_STEPS = 420;
    private static final int SMALL_BLOCK_DIM = 3;

    private final ProgramDevice device;
    private final int maxBlockDim;
    private final TaskTrace trace;
    private final HostTensor[] tensors = new HostTensor[RandomGraph.EXTERNALS];

    /** Allocate what graphs take on a device with so many clusters. */
    public SubmittedGraphs(ProgramDevice device, int maxBlockDim) {
        this.device = device;
        this.maxBlockDim = maxBlockDim;
        trace = new TaskTrace(device, MAX_STEPS);
        Arrays.setAll(tensors, i -> device.allocate(DataType.INT64, RandomGraph.ROWS, RandomGraph.COLUMNS));
    }

    /**
     * Draw a graph and run it.
     *
     * @throws AssertionError if it does not compute what it must, or tasks ran in another order than it demands
     */
    public void run(RandomGenerator random) {
        for (HostTensor tensor : tensors) {
            tensor.fill(element -> RandomGraph.initial((int) element));
        }
        int blockDim = 1 + random.nextInt(random.nextBoolean() ? SMALL_BLOCK_DIM : maxBlockDim);
        trace.reset();
        RandomGraph graph = new RandomGraph(random, LEAST_STEPS + random.nextInt(MAX_STEPS - LEAST_STEPS), blockDim);
        RunSettings settings = RunSettings.unset().withTaskWindow(64 << random.nextInt(3))
                .withHeapBytes(64L * 1024 << random.nextInt(3)).withDepPool(64 << random.nextInt(4));

        long[] read = graph.run(device, CallConfig.defaults().withBlockDim(blockDim).withSettings(settings), trace,
                tensors);

        requireOrder(graph);
        for (int i = 0; i < tensors.length; i++) {
            int external = i;
            requireEqual("tensor " + i, valuesOf(tensors[i]), graph.expected(i), at -> {
                String writers = graph.describeWriters(external, at);
                return writers.isEmpty() ? ", which no task writes" : ", which " + writers + " wrote last";
            });
        }
        requireEqual("the elements that the orchestration read", Arrays.copyOf(read, graph.results().size()),
                graph.results().stream().mapToLong(Long::longValue).toArray());
    }

    private void requireOrder(RandomGraph graph) {
        Optional<RandomGraph.Order> broken = graph.orders().stream().filter(order -> trace.end(order.before()) < 0
                || trace.begin(order.after()) <= trace.end(order.before())).findFirst();
        broken.ifPresent(order -> {
            throw new AssertionError(graph.describe(order.after()) + " began at " + trace.begin(order.after())
                    + ", but " + graph.describe(order.before()) + ", which it follows, ended at "
                    + trace.end(order.before()) + " (-1: never)");
        });
    }

    private static long[] valuesOf(HostTensor tensor) {
        return LongStream.range(0, tensor.elementCount()).map(tensor::getLong).toArray();
    }

    /** Require that all elements are what they should be. */
    static void requireEqual(String what, long[] actual, long[] expected) {
        requireEqual(what, actual, expected, element -> "");
    }

    /**
     * Require that all elements are what they should be.
     *
     * @param more what else is known of an element
     */
    private static void requireEqual(String what, long[] actual, long[] expected, IntFunction<String> more) {
        int at = Arrays.mismatch(actual, expected);
        if (at >= 0) {
            throw new AssertionError(what + " differs from the sequential model: element " + at + " is " + actual[at]
                    + " instead of " + expected[at] + more.apply(at));
        }
    }

    @Override
    public void close() {
        trace.close();
        for (HostTensor tensor : tensors) {
            tensor.close();
        }
    }
}
