package org.chiptest.st.attention;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.tensor.HostTensor;

/** A problem of paged attention with random content, as arguments of the callable and with the solution. */
final class AttentionProblem {

    /** Make scores differ by several units, so that some positions weigh much more than others. */
    private static final double QUERY_RANGE = 8;

    private final AttentionShape shape;
    private final HostTensor query;
    private final HostTensor key;
    private final HostTensor value;
    private final HostTensor table;

    private AttentionProblem(AttentionShape shape, HostTensor query, HostTensor key, HostTensor value,
            HostTensor table) {
        this.shape = shape;
        this.query = query;
        this.key = key;
        this.value = value;
        this.table = table;
    }

    /**
     * Add the tensors of a problem.
     *
     * @param queryShape shape of the queries and the output
     */
    static void addTo(GoldenArgs args, AttentionShape shape, RandomGenerator random, int... queryShape) {
        HostTensor query = args.input("query", DataType.BFLOAT16, queryShape)
                .fill(i -> random.nextDouble(-QUERY_RANGE, QUERY_RANGE));
        HostTensor key = pages(args, "key", shape).fill(i -> random.nextDouble(-1, 1));
        HostTensor value = pages(args, "value", shape).fill(i -> random.nextDouble(-1, 1));
        HostTensor table = args.input("table", DataType.INT32, shape.sequences(), shape.tableWidth());
        fillTable(table, shape, random);
        args.input("contexts", DataType.INT32, shape.sequences()).fill(i -> shape.contexts().get((int) i));
        double[] solution = new AttentionProblem(shape, query, key, value, table).solve();
        args.output("output", DataType.FLOAT32, queryShape).expect(solution).within(5e-3, 2e-3);
    }

    private static HostTensor pages(GoldenArgs args, String name, AttentionShape shape) {
        return args.input(name, DataType.BFLOAT16, shape.pages(), shape.blockSize(), shape.headDim());
    }

    /** Scatter the blocks over the pages; what is beyond a context names no page. */
    private static void fillTable(HostTensor table, AttentionShape shape, RandomGenerator random) {
        int[] pages = IntStream.range(0, shape.pages()).toArray();
        for (int i = pages.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int page = pages[i];
            pages[i] = pages[other];
            pages[other] = page;
        }
        table.fill(-1);
        int next = 0;
        for (int sequence = 0; sequence < shape.sequences(); sequence++) {
            int blocks = shape.blocks(shape.contexts().get(sequence));
            for (int block = 0; block < blocks; block++) {
                table.setLong((long) sequence * shape.tableWidth() + block, pages[next++ % pages.length]);
            }
        }
    }

    private double[] solve() {
        double[] solution = new double[shape.sequences() * shape.heads() * shape.headDim()];
        float[] keys = floats(key);
        float[] values = floats(value);
        IntStream.range(0, shape.sequences()).parallel().forEach(sequence -> solve(sequence, keys, values, solution));
        return solution;
    }

    /** Solve for one sequence in two passes over its context, without any blocks. */
    private void solve(int sequence, float[] keys, float[] values, double[] solution) {
        int context = shape.contexts().get(sequence);
        int dim = shape.headDim();
        float[] keyColumns = new float[dim * context];
        float[] valueRows = new float[context * dim];
        for (int position = 0; position < context; position++) {
            int element = element(sequence, position);
            System.arraycopy(values, element, valueRows, position * dim, dim);
            for (int d = 0; d < dim; d++) {
                keyColumns[d * context + position] = keys[element + d];
            }
        }
        for (int head = sequence * shape.heads(); head < (sequence + 1) * shape.heads(); head++) {
            solve(head, context, keyColumns, valueRows, solution);
        }
    }

    private void solve(int head, int context, float[] keyColumns, float[] valueRows, double[] solution) {
        int dim = shape.headDim();
        float[] scores = new float[context];
        for (int d = 0; d < dim; d++) {
            addScaled((float) query.get((long) head * dim + d), keyColumns, d * context, scores);
        }
        float largest = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            largest = Math.max(largest, score);
        }
        float[] output = new float[dim];
        double sum = 0;
        for (int position = 0; position < context; position++) {
            double weight = Math.exp(shape.scale() * (scores[position] - largest));
            sum += weight;
            addScaled((float) weight, valueRows, position * dim, output);
        }
        for (int d = 0; d < dim; d++) {
            solution[head * dim + d] = output[d] / sum;
        }
    }

    /** Add a multiple of a part of one array to another one; written so that the JIT compiler vectorises it. */
    private static void addScaled(float factor, float[] source, int start, float[] target) {
        for (int i = 0; i < target.length; i++) {
            target[i] += factor * source[start + i];
        }
    }

    /** The index of a position's first element in the cache. */
    private int element(int sequence, int position) {
        long entry = (long) sequence * shape.tableWidth() + position / shape.blockSize();
        int page = (int) table.getLong(entry);
        return (page * shape.blockSize() + position % shape.blockSize()) * shape.headDim();
    }

    private static float[] floats(HostTensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.elementCount())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) tensor.get(i);
        }
        return values;
    }
}
