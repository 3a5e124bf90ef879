package org.chiptest.runtime.trb;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

import org.chiptest.runtime.args.DataType;
import org.jspecify.annotations.Nullable;

/**
 * A random program together with what it computes when its tasks run one after the other.
 *
 * <p>The runtime promises to find writers by region and owners; it does not know readers, nor what MANUAL scopes do. So the
 * program states exactly those dependencies that the runtime does not find by itself, and no others. Of each task it knows which others
 * must have ended before, be it for their data or for their order alone.
 */
final class RandomGraph {

    static final int EXTERNALS = 3;
    static final int ROWS = 6;
    static final int COLUMNS = 8;

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
    private final TaskTrace trace;

    /** Memory of a tensor, with what the runtime does and does not know about it. */
    private static final class Buffer {

        final long[] values;
        final int columns;
        final @Nullable Task owner;
        final @Nullable Task[] writer;
        final List<Set<Task>> readers = new ArrayList<>();

        Buffer(long[] values, int columns, @Nullable Task owner) {
            this.values = values;
            this.columns = columns;
            this.owner = owner;
            writer = new @Nullable Task[values.length];
            for (int i = 0; i < values.length; i++) {
                writer[i] = owner;
                readers.add(new HashSet<>());
            }
        }
    }

    private enum Form {
        /** Some rows and columns of a buffer. */
        BOX,
        /** All of a buffer as one dimension. */
        FLAT,
        /** All of a buffer with rows and columns changed. */
        TRANSPOSED
    }

    /** A tensor of the program; {@code rawColumns} is how far apart its rows are. */
    private record Tensor(int number, Buffer buffer, int row, int column, int rows, int columns, int rawColumns,
            Form form, int version, boolean manualDep, Scope scope) {

        int size() {
            return rows * columns;
        }

        int at(int i) {
            return (row + i / columns) * rawColumns + column + i % columns;
        }

        /** Tell whether the runtime takes this tensor for dependent on one that a task has written. */
        boolean dependsOn(Tensor written) {
            if (version > written.version || isOffsetFree() && written.isOffsetFree()) {
                return true;
            }
            if (isFlat() || written.isFlat()) {
                // only the first dimension is common: rows of the one, elements of the other
                return true;
            }
            return row < written.row + written.rows && written.row < row + rows
                    && column < written.column + written.columns && written.column < column + columns;
        }

        private boolean isOffsetFree() {
            return row == 0 && column == 0;
        }

        private boolean isFlat() {
            return form == Form.FLAT;
        }
    }

    /** A submitted task, and which of its writes the tensor map knows. */
    private static final class Task {

        final int number;
        private final List<Tensor> mapped = new ArrayList<>();
        private Set<Task> before = Set.of();
        private boolean runs;

        Task(int number) {
            this.number = number;
        }

        void map(Tensor written) {
            mapped.add(written);
        }

        boolean isFoundBy(Tensor tensor) {
            return mapped.stream().anyMatch(written -> written.buffer == tensor.buffer && tensor.dependsOn(written));
        }
    }

    /** Two tasks of which the first must end before the second begins. */
    record Order(int before, int after) {}

    private static final class Scope {

        final boolean manual;
        int tasks;

        Scope(boolean manual) {
            this.manual = manual;
        }
    }

    /**
     * Make a graph.
     *
     * @param trace where its tasks note when they run; it must have room for as many tasks as there are steps
     */
    RandomGraph(RandomGenerator random, int steps, int blockDim, TaskTrace trace) {
        this.random = random;
        this.trace = trace;
        maxBlocks = blockDim;
        scopes.push(new Scope(false));
        for (int i = 0; i < EXTERNALS; i++) {
            long[] values = new long[ROWS * COLUMNS];
            Arrays.setAll(values, element -> initial(element));
            addTensor(new Buffer(values, COLUMNS, null), ROWS);
        }
        for (int i = 0; i < steps; i++) {
            step();
        }
    }

    /** Return the first value of an element of each external tensor. */
    static long initial(int element) {
        return element % 7 - 3L;
    }

    GraphProgram program() {
        return program;
    }

    /** Return what an external tensor is afterwards. */
    long[] expected(int external) {
        return tensors.get(external).buffer.values;
    }

    /** Return every pair of tasks whose order the program demands, looking through those that run no kernel. */
    List<Order> orders() {
        List<Order> orders = new ArrayList<>();
        for (Task task : tasks) {
            if (task.runs) {
                running(task, new HashSet<>()).forEach(before -> orders.add(new Order(before.number, task.number)));
            }
        }
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
    List<Long> results() {
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
        if (base.form != Form.BOX) {
            return;
        }
        int choice = random.nextInt(12);
        if (choice == 0) {
            int version = random.nextInt(3);
            program.version(base.number, version);
            addTensor(base.buffer, base.row, base.column, base.rows, base.columns, base.rawColumns, Form.BOX, version,
                    base.manualDep);
        } else if (choice < 3 && base.size() == base.buffer.values.length) {
            program.reshape(base.number, base.size());
            addTensor(base.buffer, 0, 0, 1, base.size(), base.size(), Form.FLAT, base.version, false);
        } else if (choice < 5 && base.size() == base.buffer.values.length) {
            program.transpose(base.number, 0, 1);
            addTensor(base.buffer, 0, 0, base.columns, base.rows, base.rows, Form.TRANSPOSED, base.version, false);
        } else {
            box(base);
        }
    }

    private void box(Tensor base) {
        int rows = 1 + random.nextInt(base.rows);
        int columns = 1 + random.nextInt(base.columns);
        int row = random.nextInt(base.rows - rows + 1);
        int column = random.nextInt(base.columns - columns + 1);
        boolean manualDep = random.nextInt(8) == 0;
        program.view(base.number, manualDep, new int[]{rows, columns}, new int[]{row, column});
        addTensor(base.buffer, base.row + row, base.column + column, rows, columns, base.rawColumns, Form.BOX,
                base.version, manualDep);
    }

    private void get() {
        Tensor tensor = anyTensor();
        int element = random.nextInt(tensor.size());
        if (results.size() < MAX_RESULTS && knowsWriters(tensor, element)) {
            program.get(tensor.number, indices(tensor, element));
            results.add(tensor.buffer.values[tensor.at(element)]);
        }
    }

    private void set() {
        Tensor tensor = anyTensor();
        int element = random.nextInt(tensor.size());
        int at = tensor.at(element);
        Buffer buffer = tensor.buffer;
        boolean readersKnown = buffer.readers.get(at).isEmpty() || buffer.writer[at] != null;
        if (knowsWriters(tensor, element) && readersKnown) {
            long value = random.nextInt(1000);
            program.set(tensor.number, value, indices(tensor, element));
            buffer.values[at] = value;
            buffer.writer[at] = null;
            buffer.readers.get(at).clear();
        }
    }

    /** Tell whether the runtime finds the last writer of an element through its tensor. */
    private static boolean knowsWriters(Tensor tensor, int element) {
        Task writer = tensor.buffer.writer[tensor.at(element)];
        return writer == null || writer == tensor.buffer.owner || writer.isFoundBy(tensor);
    }

    private static int[] indices(Tensor tensor, int element) {
        return tensor.isFlat() ? new int[]{element} : new int[]{element / tensor.columns, element % tensor.columns};
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
        int columns = 1 + random.nextInt(COLUMNS);
        program.alloc(GraphProgram.arguments().initialized(DataType.INT64, value, 2, columns));
        long[] values = new long[2 * columns];
        Arrays.fill(values, value);
        addTensor(new Buffer(values, columns, task), 2);
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
        tensor.buffer.values[tensor.at(0)] += (long) blocks * parts;
    }

    private void update() {
        Tensor x = anyTensor();
        long scalar = random.nextInt(100);
        Submit submit = new Submit();
        submit.inout(x);
        submit.arguments.scalar(scalar);
        program.aiv(GraphProgram.TRACED_UPDATE, submit.traced());
        for (int i = 0; i < x.size(); i++) {
            x.buffer.values[x.at(i)] = 3 * x.buffer.values[x.at(i)] + scalar;
        }
    }

    private void step(int kind) {
        Tensor x = anyTensor();
        long scalar = random.nextInt(100);
        Submit submit = new Submit();
        submit.input(x);
        if (kind == 0) {
            int columns = 1 + random.nextInt(COLUMNS);
            submit.arguments.output(2, columns).scalar(scalar);
            program.aic(GraphProgram.TRACED_STEP, submit.traced());
            long[] values = new long[2 * columns];
            for (int i = 0; i < values.length; i++) {
                values[i] = 3 * x.buffer.values[x.at(i % x.size())] + scalar;
            }
            addTensor(new Buffer(values, columns, submit.task), 2);
            return;
        }
        Tensor out = anyTensor();
        if (out.buffer == x.buffer) {
            out = x;
        }
        if (kind == 1) {
            submit.existing(out);
        } else {
            submit.inout(out);
        }
        submit.arguments.scalar(scalar);
        program.aiv(GraphProgram.TRACED_STEP, submit.traced());
        for (int i = 0; i < out.size(); i++) {
            out.buffer.values[out.at(i)] = 3 * x.buffer.values[x.at(i % x.size())] + scalar;
        }
    }

    private void mix() {
        Tensor x = anyTensor();
        Tensor y = anyTensor();
        Tensor z = anyTensor();
        if (z.buffer == x.buffer || z.buffer == y.buffer) {
            return;
        }
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
            z.buffer.values[z.at(i)] = 5 * z.buffer.values[z.at(i)] + 7 * x.buffer.values[x.at(i % x.size())]
                    + y.buffer.values[y.at(i % y.size())];
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

    private void addTensor(Buffer buffer, int rows) {
        addTensor(buffer, 0, 0, rows, buffer.columns, buffer.columns, Form.BOX, 0, false);
    }

    private void addTensor(Buffer buffer, int row, int column, int rows, int columns, int rawColumns, Form form,
            int version, boolean manualDep) {
        // a view of a tensor must not outlive the tensor
        Scope scope = buffer.owner == null ? scopes.getLast() : scopes.getFirst();
        tensors.add(new Tensor(tensors.size(), buffer, row, column, rows, columns, rawColumns, form, version,
                manualDep, scope));
    }

    private Task newTask() {
        Task task = new Task(tasks.size());
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
            trace.addTo(arguments, task.number);
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
            for (int i = 0; i < tensor.size(); i++) {
                after(tensor, tensor.at(i), finds);
                tensor.buffer.readers.get(tensor.at(i)).add(task);
            }
        }

        private void write(Tensor tensor, boolean finds) {
            Buffer buffer = tensor.buffer;
            for (int i = 0; i < tensor.size(); i++) {
                int at = tensor.at(i);
                after(tensor, at, finds);
                stated.addAll(buffer.readers.get(at));
                buffer.readers.get(at).clear();
                buffer.writer[at] = task;
            }
            if (!manual && !tensor.manualDep) {
                task.map(tensor);
            }
        }

        private void after(Tensor tensor, int at, boolean finds) {
            Buffer buffer = tensor.buffer;
            Task writer = buffer.writer[at];
            boolean found = writer == buffer.owner && !manual
                    || finds && writer != null && writer.isFoundBy(tensor);
            if (writer != null && !found) {
                stated.add(writer);
            }
        }
    }
}
