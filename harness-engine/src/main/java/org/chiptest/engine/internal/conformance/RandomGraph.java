package org.chiptest.engine.internal.conformance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TensorArgument;
import org.chiptest.runtime.tensor.HostTensor;
import org.jspecify.annotations.Nullable;

/**
 * A random program together with what it computes when its tasks run one after the other.
 *
 * <p>The runtime promises to find writers by bytes and owners; it does not know readers, nor what MANUAL scopes do. So the
 * program states exactly those dependencies that the runtime does not find by itself, and no others. Of each task it knows which others
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
    private final List<Tensor> tensors = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private final List<Long> results = new ArrayList<>();
    private final Deque<Scope> scopes = new ArrayDeque<>();
    private final int maxBlocks;

    /** Memory of tensors, with who wrote and who read which of its bytes last. */
    private static final class Buffer {

        final byte[] memory;
        final @Nullable Task owner;
        final List<Access> writes = new ArrayList<>();
        final List<Access> reads = new ArrayList<>();

        Buffer(int bytes, @Nullable Task owner) {
            memory = new byte[bytes];
            this.owner = owner;
            if (owner != null) {
                BitSet all = new BitSet();
                all.set(0, bytes);
                writes.add(new Access(owner, all));
            }
        }

        /** Forget who read or wrote these bytes before. */
        void overwrite(BitSet bytes) {
            reads.forEach(read -> read.bytes.andNot(bytes));
            reads.removeIf(read -> read.bytes.isEmpty());
            writes.forEach(write -> write.bytes.andNot(bytes));
            writes.removeIf(write -> write.bytes.isEmpty());
        }

        List<Task> writersOf(BitSet bytes) {
            return tasksOf(writes, bytes);
        }

        List<Task> readersOf(BitSet bytes) {
            return tasksOf(reads, bytes);
        }

        private static List<Task> tasksOf(List<Access> accesses, BitSet bytes) {
            return accesses.stream().filter(access -> access.bytes.intersects(bytes)).map(Access::task).toList();
        }
    }

    /** A task, and those bytes which nobody has overwritten since. */
    private record Access(Task task, BitSet bytes) {}

    /** A tensor of the program. */
    private record Tensor(int number, Buffer buffer, ByteTensor region, int version, boolean manualDep, Scope scope) {

        /** Tell whether the runtime promises that this tensor's task waits for the one that has written another. */
        boolean dependsOn(Tensor written) {
            return buffer == written.buffer && (region.bytes.intersects(written.region.bytes)
                    || version > written.version && region.at == written.region.at);
        }

        int size() {
            return region.size();
        }

        long get(int element) {
            return region.get(buffer.memory, element % size());
        }

        void set(int element, long value) {
            region.set(buffer.memory, element, value);
        }
    }

    /** A submitted task, and which of its writes the tensor map knows. */
    private static final class Task {

        final int number;
        final Scope scope;
        private final List<Tensor> mapped = new ArrayList<>();
        private Set<Task> before = Set.of();
        private boolean runs;

        Task(int number, Scope scope) {
            this.number = number;
            this.scope = scope;
        }

        void map(Tensor written) {
            mapped.add(written);
        }

        boolean isFoundBy(Tensor tensor) {
            return mapped.stream().anyMatch(tensor::dependsOn);
        }
    }

    /** Two tasks of which the first must end before the second begins. */
    public record Order(int before, int after) {}

    private static final class Scope {

        final boolean manual;
        int tasks;

        Scope(boolean manual) {
            this.manual = manual;
        }
    }

    /**
     * Make a graph.
     */
    public RandomGraph(RandomGenerator random, int steps, int blockDim) {
        this.random = random;
        maxBlocks = blockDim;
        scopes.push(new Scope(false));
        for (int i = 0; i < EXTERNALS; i++) {
            ByteTensor whole = ByteTensor.whole(0, ByteTensor.Type.INT64, ROWS, COLUMNS);
            Buffer buffer = new Buffer(whole.size() * Long.BYTES, null);
            for (int element = 0; element < whole.size(); element++) {
                whole.set(buffer.memory, element, initial(element));
            }
            addTensor(buffer, whole, 0, false);
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
        Tensor tensor = tensors.get(external);
        long[] values = new long[tensor.size()];
        Arrays.setAll(values, tensor::get);
        return values;
    }

    /** Return every pair of tasks whose order the program demands, looking through those that run no kernel. */
    public List<Order> orders() {
        List<Order> orders = new ArrayList<>();
        for (Task task : tasks) {
            if (task.runs) {
                running(task, new HashSet<>()).forEach(before -> orders.add(new Order(before.number, task.number)));
            }
        }
        return orders;
    }

    /** Return every pair of tasks of which the runtime, or the program itself, demands that one ends before the other begins. */
    public Set<Order> directOrders() {
        Set<Order> orders = new HashSet<>();
        tasks.forEach(task -> task.before.forEach(before -> orders.add(new Order(before.number, task.number))));
        return orders;
    }

    /** Return the next tasks before one that run a kernel. */
    private static Set<Task> running(Task task, Set<Task> seen) {
        Set<Task> running = new LinkedHashSet<>();
        for (Task before : task.before) {
            if (before.runs) {
                running.add(before);
            } else if (seen.add(before)) {
                running.addAll(running(before, seen));
            }
        }
        return running;
    }

    /** Return the elements that the program reads. */
    public List<Long> results() {
        return results;
    }

    private void step() {
        Scope scope = scopes.getFirst();
        int choice = random.nextInt(100);
        if (choice < 8 && scopes.size() < MAX_DEPTH) {
            begin(scope.manual || random.nextInt(3) == 0);
        } else if (choice < 18 && scopes.size() > 1) {
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
        } else if (scopes.size() > 1) {
            end();
        }
    }

    private void begin(boolean manual) {
        program.scope(manual ? GraphProgram.MANUAL : GraphProgram.AUTO);
        scopes.push(new Scope(manual));
    }

    private void end() {
        program.end();
        scopes.pop();
    }

    private void view() {
        Tensor base = anyTensor();
        ByteTensor region = base.region;
        int choice = random.nextInt(12);
        if (choice == 0) {
            int version = random.nextInt(3);
            program.version(base.number, version);
            addTensor(base.buffer, region, version, base.manualDep);
        } else if (choice < 4) {
            if (region.hasFullRows()) {
                int[] shape = randomFactors(region.size());
                program.reshape(base.number, shape);
                addTensor(base.buffer, ByteTensor.whole(region.at, region.type, shape), base.version, false);
            }
        } else if (choice < 6) {
            if (region.shape.length > 1) {
                int x = random.nextInt(region.shape.length);
                int y = random.nextInt(region.shape.length);
                program.transpose(base.number, x, y);
                addTensor(base.buffer, region.transposed(x, y), base.version, false);
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
        int from = base.region.at;
        int bytes = base.buffer.memory.length;
        int skipped = base.buffer.owner == null && random.nextBoolean() ? random.nextInt(bytes - from) : 0;
        int at = Math.ceilDiv(from + skipped, type.size) * type.size;
        int room = (bytes - at) / type.size;
        if (room == 0) {
            return;
        }
        int[] shape = randomFactors(1 + random.nextInt(room));
        program.typed(base.number, at - from, type.code, shape);
        addTensor(base.buffer, ByteTensor.whole(at, type, shape), base.version, false);
    }

    private void box(Tensor base) {
        int dims = base.region.shape.length;
        int[] shape = new int[dims];
        int[] offsets = new int[dims];
        for (int d = 0; d < dims; d++) {
            shape[d] = 1 + random.nextInt(base.region.shape[d]);
            offsets[d] = random.nextInt(base.region.shape[d] - shape[d] + 1);
        }
        boolean manualDep = random.nextInt(8) == 0;
        program.view(base.number, manualDep, shape, offsets);
        addTensor(base.buffer, base.region.box(shape, offsets), base.version, manualDep);
    }

    private void get() {
        Tensor tensor = anyTensor();
        int element = random.nextInt(tensor.size());
        if (results.size() < MAX_RESULTS && knowsWriters(tensor, tensor.region.bytesOf(element))) {
            program.get(tensor.number, tensor.region.indices(element));
            results.add(tensor.region.bits(tensor.buffer.memory, element));
        }
    }

    private void set() {
        Tensor tensor = anyTensor();
        int element = random.nextInt(tensor.size());
        BitSet bytes = tensor.region.bytesOf(element);
        if (knowsWriters(tensor, bytes) && knowsReaders(tensor.buffer, bytes)) {
            long value = random.nextInt(1000);
            program.set(tensor.number, value, tensor.region.indices(element));
            tensor.set(element, value);
            tensor.buffer.overwrite(bytes);
        }
    }

    /** Tell whether the runtime finds the last writers of bytes through a tensor that has them. */
    private static boolean knowsWriters(Tensor tensor, BitSet bytes) {
        return tensor.buffer.writersOf(bytes).stream()
                .allMatch(writer -> writer == tensor.buffer.owner || writer.isFoundBy(tensor));
    }

    /**
     * Tell whether all readers of bytes are consumers of those who have written them. A writer whose scope has ended may have been consumed
     * before they were submitted.
     */
    private boolean knowsReaders(Buffer buffer, BitSet bytes) {
        BitSet unknown = (BitSet) bytes.clone();
        buffer.writes.stream().filter(write -> scopes.contains(write.task.scope))
                .forEach(write -> unknown.andNot(write.bytes));
        return buffer.readersOf(unknown).isEmpty();
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
        Task task = newTask();
        long value = random.nextInt(100);
        ByteTensor created = randomTensor();
        program.alloc(GraphProgram.arguments().initialized(created.type.code, value, created.shape));
        Buffer buffer = new Buffer(created.size() * created.type.size, task);
        for (int i = 0; i < created.size(); i++) {
            created.set(buffer.memory, i, value);
        }
        addTensor(buffer, created, 0, false);
    }

    private ByteTensor randomTensor() {
        return ByteTensor.whole(0, randomType(), 2, 1 + random.nextInt(COLUMNS));
    }

    private ByteTensor.Type randomType() {
        ByteTensor.Type[] types = ByteTensor.Type.values();
        return types[random.nextBoolean() ? 0 : random.nextInt(types.length)];
    }

    private void dummy() {
        Submit submit = new Submit();
        submit.inout(anyTensor());
        program.dummy(submit.done());
    }

    private void bump() {
        Tensor tensor = anyTensor();
        int blocks = 1 + random.nextInt(3 * maxBlocks);
        int kernels = random.nextInt(1, 8);
        int parts = Integer.bitCount(kernels);
        boolean sync = blocks <= maxBlocks && random.nextBoolean();
        Submit submit = new Submit();
        submit.inout(tensor);
        program.submit((kernels & 1) != 0 ? GraphProgram.TRACED_BUMP : GraphProgram.NONE,
                (kernels & 2) != 0 ? GraphProgram.TRACED_BUMP : GraphProgram.NONE,
                (kernels & 4) != 0 ? GraphProgram.TRACED_BUMP : GraphProgram.NONE, blocks, sync, submit.traced());
        tensor.set(0, tensor.get(0) + (long) blocks * parts);
    }

    private void update() {
        Tensor x = anyTensor();
        long scalar = random.nextInt(100);
        Submit submit = new Submit();
        submit.inout(x);
        submit.arguments.scalar(scalar);
        program.aiv(GraphProgram.TRACED_UPDATE, submit.traced());
        for (int i = 0; i < x.size(); i++) {
            x.set(i, 3 * x.get(i) + scalar);
        }
    }

    private void step(int kind) {
        Tensor x = anyTensor();
        long scalar = random.nextInt(100);
        Submit submit = new Submit();
        submit.input(x);
        Tensor out = kind == 0 ? null : anyTensor();
        if (out == null) {
            ByteTensor created = randomTensor();
            submit.arguments.output(created.type.code, false, 0, false, created.shape);
            out = new Tensor(nextTensor(), new Buffer(created.size() * created.type.size, submit.task), created, 0,
                    false, scopes.getFirst());
            tensors.add(out);
        } else if (kind == 1) {
            submit.existing(out);
        } else {
            submit.inout(out);
        }
        submit.arguments.scalar(scalar);
        if (kind == 0) {
            program.aic(GraphProgram.TRACED_STEP, submit.traced());
        } else {
            program.aiv(GraphProgram.TRACED_STEP, submit.traced());
        }
        for (int i = 0; i < out.size(); i++) {
            out.set(i, 3 * x.get(i) + scalar);
        }
    }

    private void mix() {
        Tensor x = anyTensor();
        Tensor y = anyTensor();
        Tensor z = anyTensor();
        Submit submit = new Submit();
        submit.input(x);
        if (random.nextBoolean()) {
            submit.input(y);
        } else {
            submit.noDep(y);
        }
        submit.inout(z);
        program.aiv(GraphProgram.TRACED_MIX, submit.traced());
        for (int i = 0; i < z.size(); i++) {
            z.set(i, 5 * z.get(i) + 7 * x.get(i) + y.get(i));
        }
    }

    private Tensor anyTensor() {
        while (true) {
            Tensor tensor = tensors.get(random.nextInt(tensors.size()));
            if (scopes.contains(tensor.scope)) {
                return tensor;
            }
        }
    }

    private void addTensor(Buffer buffer, ByteTensor region, int version, boolean manualDep) {
        // a view of a tensor must not outlive the tensor
        Scope scope = buffer.owner == null ? scopes.getLast() : scopes.getFirst();
        tensors.add(new Tensor(nextTensor(), buffer, region, version, manualDep, scope));
    }

    /** The tensor with the times comes before all others. */
    private int nextTensor() {
        return TRACE + 1 + tensors.size();
    }

    private Task newTask() {
        Task task = new Task(tasks.size(), scopes.getFirst());
        tasks.add(task);
        return task;
    }

    /** One submit under construction: collects what the runtime does not find by itself. */
    private final class Submit {

        final GraphProgram.Arguments arguments = GraphProgram.arguments();
        final Task task = newTask();
        private final boolean manual = scopes.getFirst().manual;
        private final Set<Task> stated = new LinkedHashSet<>();
        private final Set<Task> found = new LinkedHashSet<>();

        void input(Tensor tensor) {
            arguments.input(tensor.number);
            owner(tensor);
            look(tensor);
            read(tensor, finds(tensor));
        }

        void noDep(Tensor tensor) {
            arguments.noDep(tensor.number);
            owner(tensor);
            read(tensor, false);
        }

        void inout(Tensor tensor) {
            arguments.inout(tensor.number);
            owner(tensor);
            look(tensor);
            write(tensor, finds(tensor));
        }

        void existing(Tensor tensor) {
            arguments.existing(tensor.number);
            owner(tensor);
            write(tensor, false);
        }

        /** End the arguments: the dependencies come last. */
        GraphProgram.Arguments done() {
            stated.remove(task);
            stated.forEach(before -> arguments.after(before.number));
            found.addAll(stated);
            found.remove(task);
            task.before = found;
            return arguments;
        }

        /** End the arguments of a task whose kernels note when they run. */
        GraphProgram.Arguments traced() {
            task.runs = true;
            arguments.noDep(TRACE).scalar(task.number);
            return done();
        }

        private boolean finds(Tensor tensor) {
            return !manual && !tensor.manualDep;
        }

        /** In a MANUAL scope nothing else keeps the tensor's memory. */
        private void owner(Tensor tensor) {
            Task owner = tensor.buffer.owner;
            if (owner != null) {
                (manual ? stated : found).add(owner);
            }
        }

        /** Note whom the runtime has this task wait for because of a tensor that it reads. */
        private void look(Tensor tensor) {
            if (finds(tensor)) {
                tasks.stream().filter(before -> before.isFoundBy(tensor)).forEach(found::add);
            }
        }

        private void read(Tensor tensor, boolean finds) {
            after(tensor, finds);
            tensor.buffer.reads.add(new Access(task, (BitSet) tensor.region.bytes.clone()));
        }

        private void write(Tensor tensor, boolean finds) {
            BitSet bytes = tensor.region.bytes;
            after(tensor, finds);
            stated.addAll(tensor.buffer.readersOf(bytes));
            tensor.buffer.overwrite(bytes);
            tensor.buffer.writes.add(new Access(task, (BitSet) bytes.clone()));
            if (!manual && !tensor.manualDep) {
                task.map(tensor);
            }
        }

        private void after(Tensor tensor, boolean finds) {
            for (Task writer : tensor.buffer.writersOf(tensor.region.bytes)) {
                boolean found = writer == tensor.buffer.owner && !manual || finds && writer.isFoundBy(tensor);
                if (!found) {
                    stated.add(writer);
                }
            }
        }
    }
}
