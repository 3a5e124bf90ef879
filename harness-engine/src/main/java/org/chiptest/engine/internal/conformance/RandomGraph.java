package org.chiptest.engine.internal.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

import org.chiptest.engine.internal.conformance.SequentialModel.Buffer;
import org.chiptest.engine.internal.conformance.SequentialModel.Scope;
import org.chiptest.engine.internal.conformance.SequentialModel.Submit;
import org.chiptest.engine.internal.conformance.SequentialModel.Task;
import org.chiptest.engine.internal.conformance.SequentialModel.Tensor;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TensorArgument;
import org.chiptest.runtime.tensor.HostTensor;

/**
 * A random program together with what it computes when its tasks run one after the other ({@link SequentialModel}).
 *
 * <p>It states exactly those dependencies that the runtime does not find by itself, and no others. Of each task it knows which others
 * must have ended before, be it for their data or for their order alone.
 */
public final class RandomGraph {

    public static final int EXTERNALS = 3;
    public static final int ROWS = 6;
    public static final int COLUMNS = 8;

    /** The number of the tensor in which tasks note their times, the first one that a program is run with. */
    private static final int TRACE = 0;

    /** Each scope has fewer tasks than the smallest window that tests use, also those scopes together that share a ring. */
    private static final int TASKS_IN_SCOPE = 12;
    private static final int MAX_DEPTH = 5;
    private static final int MAX_RESULTS = 64;

    private final RandomGenerator random;
    private final GraphProgram program = new GraphProgram();
    private final SequentialModel model = new SequentialModel(TRACE + 1);
    private final List<Long> results = new ArrayList<>();
    private final int maxBlocks;

    /** Two tasks of which the first must end before the second begins. */
    public record Order(int before, int after) {}

    /**
     * Make a graph.
     *
     * @param steps    how many things the program does, about three in five of them submits
     * @param blockDim clusters that it is to run on
     */
    public RandomGraph(RandomGenerator random, int steps, int blockDim) {
        this.random = random;
        maxBlocks = blockDim;
        for (int i = 0; i < EXTERNALS; i++) {
            ByteTensor whole = ByteTensor.whole(0, ByteTensor.Type.INT64, ROWS, COLUMNS);
            Buffer buffer = new Buffer(whole.size() * Long.BYTES, i);
            for (int element = 0; element < whole.size(); element++) {
                whole.set(buffer.memory, element, initial(element));
            }
            model.tensor(buffer, whole, 0, false);
        }
        for (int i = 0; i < steps; i++) {
            step();
        }
    }

    /** Return the first value of an element of each external tensor. */
    public static long initial(int element) {
        return element % 7 - 3L;
    }

    /** Run it with the tensors that it begins with, and return the elements that it reads. */
    public long[] run(ProgramDevice device, CallConfig config, TaskTrace trace, HostTensor... externals) {
        TensorArgument[] all = new TensorArgument[TRACE + 1 + externals.length];
        all[TRACE] = trace.tensor();
        System.arraycopy(externals, 0, all, TRACE + 1, externals.length);
        return program.run(device, config, all);
    }

    /** Return what an external tensor is afterwards. */
    public long[] expected(int external) {
        Tensor tensor = model.tensor(external);
        long[] values = new long[tensor.size()];
        Arrays.setAll(values, tensor::get);
        return values;
    }

    /** Return every pair of tasks whose order the program demands, looking through those that run no kernel. */
    public List<Order> orders() {
        return model.orders();
    }

    /** Return every pair of tasks of which the runtime, or the program itself, demands that one ends before the other begins. */
    public Set<Order> directOrders() {
        return model.directOrders();
    }

    /** Say what a task is: its tensors, and which tasks it was told to follow. */
    public String describe(int task) {
        return model.describe(task);
    }

    /** Say who has written an element of an external tensor last; empty if nobody has. */
    public String describeWriters(int external, int element) {
        Tensor tensor = model.tensor(external);
        return tensor.buffer().writersOf(tensor.region().bytesOf(element)).stream().map(Task::toString)
                .collect(Collectors.joining(" and "));
    }

    /** Return the elements that the program reads. */
    public List<Long> results() {
        return results;
    }

    private void step() {
        Scope scope = model.scope();
        int choice = random.nextInt(100);
        if (choice < 8 && model.depth() < MAX_DEPTH) {
            begin(scope.manual || random.nextInt(3) == 0);
        } else if (choice < 18 && model.depth() > 1) {
            end();
        } else if (choice < 28) {
            view();
        } else if (choice < 33) {
            get();
        } else if (choice < 37) {
            set();
        } else if (scope.tasks < TASKS_IN_SCOPE) {
            scope.tasks++;
            submit(choice);
        } else if (model.depth() > 1) {
            end();
        }
    }

    private void begin(boolean manual) {
        program.scope(manual ? GraphProgram.MANUAL : GraphProgram.AUTO);
        model.begin(manual);
    }

    private void end() {
        program.end();
        model.end();
    }

    private void view() {
        Tensor base = anyTensor();
        ByteTensor region = base.region();
        int choice = random.nextInt(12);
        if (choice == 0) {
            int version = random.nextInt(3);
            program.version(base.number(), version);
            model.tensor(base.buffer(), region, version, base.manualDep());
        } else if (choice < 4) {
            if (region.hasFullRows()) {
                int[] shape = randomFactors(region.size());
                program.reshape(base.number(), shape);
                model.tensor(base.buffer(), ByteTensor.whole(region.at, region.type, shape), base.version(), false);
            }
        } else if (choice < 6) {
            if (region.shape.length > 1) {
                int x = random.nextInt(region.shape.length);
                int y = random.nextInt(region.shape.length);
                program.transpose(base.number(), x, y);
                model.tensor(base.buffer(), region.transposed(x, y), base.version(), false);
            }
        } else if (choice < 8) {
            retype(base);
        } else {
            box(base);
        }
    }

    private int[] randomFactors(int size) {
        List<Integer> factors = new ArrayList<>();
        int rest = size;
        while (factors.size() < 2 && random.nextBoolean()) {
            int factor = 1 + random.nextInt(rest);
            if (rest % factor == 0) {
                factors.add(factor);
                rest /= factor;
            }
        }
        factors.add(rest);
        return factors.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Other elements of the same memory; in an argument they may begin anywhere. */
    private void retype(Tensor base) {
        ByteTensor.Type type = randomType();
        int from = base.region().at;
        int bytes = base.buffer().memory.length;
        int skipped = base.buffer().owner == null && random.nextBoolean() ? random.nextInt(bytes - from) : 0;
        int at = Math.ceilDiv(from + skipped, type.size) * type.size;
        int room = (bytes - at) / type.size;
        if (room == 0) {
            return;
        }
        int[] shape = randomFactors(1 + random.nextInt(room));
        program.typed(base.number(), at - from, type.code, shape);
        model.tensor(base.buffer(), ByteTensor.whole(at, type, shape), base.version(), false);
    }

    private void box(Tensor base) {
        int dims = base.region().shape.length;
        int[] shape = new int[dims];
        int[] offsets = new int[dims];
        for (int d = 0; d < dims; d++) {
            shape[d] = 1 + random.nextInt(base.region().shape[d]);
            offsets[d] = random.nextInt(base.region().shape[d] - shape[d] + 1);
        }
        boolean manualDep = random.nextInt(8) == 0;
        program.view(base.number(), manualDep, shape, offsets);
        model.tensor(base.buffer(), base.region().box(shape, offsets), base.version(), manualDep);
    }

    private void get() {
        Tensor tensor = anyTensor();
        int element = random.nextInt(tensor.size());
        if (results.size() < MAX_RESULTS && model.knowsWriters(tensor, tensor.region().bytesOf(element))) {
            program.get(tensor.number(), tensor.region().indices(element));
            results.add(tensor.region().bits(tensor.buffer().memory, element));
        }
    }

    private void set() {
        Tensor tensor = anyTensor();
        int element = random.nextInt(tensor.size());
        BitSet bytes = tensor.region().bytesOf(element);
        if (model.knowsWriters(tensor, bytes) && model.knowsReaders(tensor.buffer(), bytes)) {
            long value = random.nextInt(1000);
            program.set(tensor.number(), value, tensor.region().indices(element));
            tensor.set(element, value);
            tensor.buffer().overwrite(bytes);
        }
    }

    private void submit(int choice) {
        if (choice < 42) {
            alloc();
        } else if (choice < 47) {
            dummy();
        } else if (choice < 55) {
            bump();
        } else if (choice < 70) {
            update();
        } else if (choice < 85) {
            step(random.nextInt(3));
        } else {
            mix();
        }
    }

    private void alloc() {
        Task task = model.task();
        long value = random.nextInt(100);
        ByteTensor created = randomTensor();
        program.alloc(GraphProgram.arguments().initialized(created.type.code, value, created.shape));
        Buffer buffer = new Buffer(created.size() * created.type.size, task);
        for (int i = 0; i < created.size(); i++) {
            created.set(buffer.memory, i, value);
        }
        model.tensor(buffer, created, 0, false);
    }

    private ByteTensor randomTensor() {
        return ByteTensor.whole(0, randomType(), 2, 1 + random.nextInt(COLUMNS));
    }

    private ByteTensor.Type randomType() {
        ByteTensor.Type[] types = ByteTensor.Type.values();
        return types[random.nextBoolean() ? 0 : random.nextInt(types.length)];
    }

    private void dummy() {
        Submit submit = model.submit();
        submit.inout(anyTensor());
        program.dummy(submit.done());
    }

    private void bump() {
        Tensor tensor = anyTensor();
        int blocks = 1 + random.nextInt(3 * maxBlocks);
        int kernels = random.nextInt(1, 8);
        int parts = Integer.bitCount(kernels);
        boolean sync = blocks <= maxBlocks && random.nextBoolean();
        Submit submit = model.submit();
        submit.inout(tensor);
        program.submit((kernels & 1) != 0 ? GraphProgram.TRACED_BUMP : GraphProgram.NONE,
                (kernels & 2) != 0 ? GraphProgram.TRACED_BUMP : GraphProgram.NONE,
                (kernels & 4) != 0 ? GraphProgram.TRACED_BUMP : GraphProgram.NONE, blocks, sync, submit.traced(TRACE));
        tensor.set(0, tensor.get(0) + (long) blocks * parts);
    }

    private void update() {
        Tensor x = anyTensor();
        long scalar = random.nextInt(100);
        Submit submit = model.submit();
        submit.inout(x);
        submit.arguments.scalar(scalar);
        program.aiv(GraphProgram.TRACED_UPDATE, submit.traced(TRACE));
        for (int i = 0; i < x.size(); i++) {
            x.set(i, 3 * x.get(i) + scalar);
        }
    }

    private void step(int kind) {
        Tensor x = anyTensor();
        long scalar = random.nextInt(100);
        Submit submit = model.submit();
        submit.input(x);
        Tensor out = kind == 0 ? null : anyTensor();
        if (out == null) {
            ByteTensor created = randomTensor();
            submit.arguments.output(created.type.code, false, 0, false, created.shape);
            out = model.tensor(new Buffer(created.size() * created.type.size, submit.task), created, 0, false);
        } else if (kind == 1) {
            submit.existing(out);
        } else {
            submit.inout(out);
        }
        submit.arguments.scalar(scalar);
        if (kind == 0) {
            program.aic(GraphProgram.TRACED_STEP, submit.traced(TRACE));
        } else {
            program.aiv(GraphProgram.TRACED_STEP, submit.traced(TRACE));
        }
        for (int i = 0; i < out.size(); i++) {
            out.set(i, 3 * x.get(i) + scalar);
        }
    }

    private void mix() {
        Tensor x = anyTensor();
        Tensor y = anyTensor();
        Tensor z = anyTensor();
        Submit submit = model.submit();
        submit.input(x);
        if (random.nextBoolean()) {
            submit.input(y);
        } else {
            submit.noDep(y);
        }
        submit.inout(z);
        program.aiv(GraphProgram.TRACED_MIX, submit.traced(TRACE));
        for (int i = 0; i < z.size(); i++) {
            z.set(i, 5 * z.get(i) + 7 * x.get(i) + y.get(i));
        }
    }

    private Tensor anyTensor() {
        while (true) {
            Tensor tensor = model.tensor(random.nextInt(model.tensorCount()));
            if (model.isOpen(tensor)) {
                return tensor;
            }
        }
    }
}
