package org.chiptest.engine.internal.conformance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.chiptest.runtime.args.TensorArgType;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of a program compute one after the other, and whom each of them follows: byte by byte, without any rule of the
 * runtime's but its promises.
 *
 * <p>The runtime promises to find writers by bytes, versions and owners; it does not know readers, nor what MANUAL scopes do. What it does not
 * find, a program has to state.
 */
final class SequentialModel {

    private final int firstTensor;
    private final List<Tensor> tensors = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private final Deque<Scope> scopes = new ArrayDeque<>();

    /** Memory of tensors, with who wrote and who read which of its bytes last. */
    static final class Buffer {

        final byte[] memory;
        final @Nullable Task owner;
        private final String name;
        private final List<Access> writes = new ArrayList<>();
        private final List<Access> reads = new ArrayList<>();

        /** Make the memory of an argument. */
        Buffer(int bytes, int argument) {
            memory = new byte[bytes];
            owner = null;
            name = "argument " + argument;
        }

        /** Make the memory of a tensor that a task creates. */
        Buffer(int bytes, Task owner) {
            memory = new byte[bytes];
            this.owner = owner;
            name = "task " + owner.number;
            BitSet all = new BitSet();
            all.set(0, bytes);
            writes.add(new Access(owner, all));
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

        private List<Task> readersOf(BitSet bytes) {
            return tasksOf(reads, bytes);
        }

        private static List<Task> tasksOf(List<Access> accesses, BitSet bytes) {
            return accesses.stream().filter(access -> access.bytes.intersects(bytes)).map(Access::task).toList();
        }
    }

    /** A task, and those bytes which nobody has overwritten since. */
    private record Access(Task task, BitSet bytes) {}

    /** A tensor of the program, which may be used as long as its scope is open. */
    record Tensor(int number, Buffer buffer, ByteTensor region, int version, boolean manualDep, Scope scope) {

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

        @Override
        public String toString() {
            return "tensor " + number + " (" + region + (version == 0 ? "" : ", version " + version)
                    + (manualDep ? ", manual_dep" : "") + " of " + buffer.name + ")";
        }
    }

    /** A submitted task, and which of its writes the tensor map knows. */
    static final class Task {

        final int number;
        private final Scope scope;
        private final List<Tensor> mapped = new ArrayList<>();
        private final List<Argument> arguments = new ArrayList<>();
        private Set<Task> before = Set.of();
        private Set<Task> stated = Set.of();
        private boolean runs;

        private Task(int number, Scope scope) {
            this.number = number;
            this.scope = scope;
        }

        boolean isFoundBy(Tensor tensor) {
            return mapped.stream().anyMatch(tensor::dependsOn);
        }

        @Override
        public String toString() {
            return "task " + number + arguments.stream().map(each -> each.tag + " " + each.tensor)
                    .collect(Collectors.joining(", ", " [", "]"))
                    + (scope.manual ? ", in a MANUAL scope" : "") + (stated.isEmpty()
                            ? ""
                            : stated.stream().map(each -> each.number).sorted().map(String::valueOf)
                                    .collect(Collectors.joining(", ", ", told to follow ", "")));
        }
    }

    private record Argument(TensorArgType tag, Tensor tensor) {}

    /** A scope, with how many tasks were submitted in it. */
    static final class Scope {

        final boolean manual;
        int tasks;

        private Scope(boolean manual) {
            this.manual = manual;
        }
    }

    /**
     * Begin with the scope that is there from the beginning.
     *
     * @param firstTensor the number of the first tensor
     */
    SequentialModel(int firstTensor) {
        this.firstTensor = firstTensor;
        begin(false);
    }

    void begin(boolean manual) {
        scopes.push(new Scope(manual));
    }

    void end() {
        scopes.pop();
    }

    /** Return the innermost scope. */
    Scope scope() {
        return scopes.getFirst();
    }

    /** Return how many scopes are open. */
    int depth() {
        return scopes.size();
    }

    /** Add a tensor, a view of one that there is or one of its own; a view must not outlive what it is a view of. */
    Tensor tensor(Buffer buffer, ByteTensor region, int version, boolean manualDep) {
        Scope scope = buffer.owner == null ? scopes.getLast() : scopes.getFirst();
        Tensor tensor = new Tensor(firstTensor + tensors.size(), buffer, region, version, manualDep, scope);
        tensors.add(tensor);
        return tensor;
    }

    /** Return a tensor by when it was added. */
    Tensor tensor(int index) {
        return tensors.get(index);
    }

    /** Return how many tensors there are, those included whose scope has ended. */
    int tensorCount() {
        return tensors.size();
    }

    boolean isOpen(Tensor tensor) {
        return scopes.contains(tensor.scope);
    }

    /** Add a task, which runs no kernel. */
    Task task() {
        Task task = new Task(tasks.size(), scopes.getFirst());
        tasks.add(task);
        return task;
    }

    /** Begin to submit a task. */
    Submit submit() {
        return new Submit();
    }

    /** Tell whether the runtime finds the last writers of bytes through a tensor that has them. */
    boolean knowsWriters(Tensor tensor, BitSet bytes) {
        return tensor.buffer.writersOf(bytes).stream()
                .allMatch(writer -> writer == tensor.buffer.owner || writer.isFoundBy(tensor));
    }

    /**
     * Tell whether all readers of bytes are consumers of those who have written them. A writer whose scope has ended may have been consumed
     * before they were submitted.
     */
    boolean knowsReaders(Buffer buffer, BitSet bytes) {
        BitSet unknown = (BitSet) bytes.clone();
        buffer.writes.stream().filter(write -> scopes.contains(write.task.scope))
                .forEach(write -> unknown.andNot(write.bytes));
        return buffer.readersOf(unknown).isEmpty();
    }

    /** Say what a task is. */
    String describe(int task) {
        return tasks.get(task).toString();
    }

    /** Return every pair of tasks whose order the program demands, looking through those that run no kernel. */
    List<RandomGraph.Order> orders() {
        List<RandomGraph.Order> orders = new ArrayList<>();
        for (Task task : tasks) {
            if (task.runs) {
                running(task, new HashSet<>())
                        .forEach(before -> orders.add(new RandomGraph.Order(before.number, task.number)));
            }
        }
        return orders;
    }

    /** Return every pair of tasks of which the runtime, or the program itself, demands that one ends before the other begins. */
    Set<RandomGraph.Order> directOrders() {
        Set<RandomGraph.Order> orders = new HashSet<>();
        tasks.forEach(
                task -> task.before.forEach(before -> orders.add(new RandomGraph.Order(before.number, task.number))));
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

    /** One submit under construction: collects what the runtime does not find by itself. */
    final class Submit {

        final GraphProgram.Arguments arguments = GraphProgram.arguments();
        final Task task = task();
        private final boolean manual = scope().manual;
        private final Set<Task> stated = new LinkedHashSet<>();
        private final Set<Task> found = new LinkedHashSet<>();

        void input(Tensor tensor) {
            use(TensorArgType.INPUT, tensor);
            look(tensor);
            read(tensor, finds(tensor));
        }

        void noDep(Tensor tensor) {
            use(TensorArgType.NO_DEP, tensor);
            read(tensor, false);
        }

        void inout(Tensor tensor) {
            use(TensorArgType.INOUT, tensor);
            look(tensor);
            write(tensor, finds(tensor));
        }

        void existing(Tensor tensor) {
            use(TensorArgType.OUTPUT_EXISTING, tensor);
            write(tensor, false);
        }

        /** End the arguments: the dependencies come last. */
        GraphProgram.Arguments done() {
            stated.remove(task);
            stated.forEach(before -> arguments.after(before.number));
            found.addAll(stated);
            found.remove(task);
            task.before = found;
            task.stated = stated;
            return arguments;
        }

        /** End the arguments of a task whose kernels note in a tensor when they run. */
        GraphProgram.Arguments traced(int trace) {
            task.runs = true;
            arguments.noDep(trace).scalar(task.number);
            return done();
        }

        private void use(TensorArgType tag, Tensor tensor) {
            task.arguments.add(new Argument(tag, tensor));
            arguments.tensor(tag, tensor.number);
            owner(tensor);
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
            if (finds(tensor)) {
                task.mapped.add(tensor);
            }
        }

        private void after(Tensor tensor, boolean finds) {
            for (Task writer : tensor.buffer.writersOf(tensor.region.bytes)) {
                boolean known = writer == tensor.buffer.owner && !manual || finds && writer.isFoundBy(tensor);
                if (!known) {
                    stated.add(writer);
                }
            }
        }
    }
}
