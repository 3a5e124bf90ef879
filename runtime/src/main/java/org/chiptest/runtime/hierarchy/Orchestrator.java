package org.chiptest.runtime.hierarchy;

import java.util.List;
import java.util.stream.IntStream;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgument;
import org.chiptest.runtime.internal.hierarchy.child.ChildThread;
import org.chiptest.runtime.internal.hierarchy.child.WorkerType;
import org.chiptest.runtime.internal.hierarchy.graph.Slot;
import org.chiptest.runtime.internal.hierarchy.graph.TaskGraph;
import org.chiptest.runtime.internal.hierarchy.graph.Work;
import org.chiptest.runtime.tensor.HostTensor;

/**
 * Submit the tasks of one run of a {@link HostWorker}. The tags of their tensors say which have to wait for which
 * ({@code docs/contract/host-workers.md#submits}): INPUT and INOUT wait for the latest task before that has the same tensor as OUTPUT, INOUT or
 * OUTPUT_EXISTING.
 *
 * <p>Submitting checks everything that can be checked, and never waits for tasks, only for room in a ring. Once a task has failed, every
 * later submit throws its failure. To be used by the thread of the run, until its body returns.
 */
public final class Orchestrator {

    private final TaskGraph graph;
    private final RegisteredCallables registry;
    private final List<ChildThread> nextLevel;
    private final List<ChildThread> sub;
    private final Thread owner = Thread.currentThread();
    private boolean ended;

    Orchestrator(TaskGraph graph, RegisteredCallables registry, List<ChildThread> nextLevel, List<ChildThread> sub) {
        this.graph = graph;
        this.registry = registry;
        this.nextLevel = nextLevel;
        this.sub = sub;
    }

    /**
     * Find what this worker has registered by its callable id, for a {@link GraphTask}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public RegisteredCallable callable(int cid) {
        return registry.callable(cid);
    }

    /**
     * Find what this worker has registered by its name: the function of a callable, class and method of a Java method.
     *
     * @throws IllegalArgumentException if there is none, or there are several
     */
    public RegisteredCallable callable(String name) {
        return registry.callable(name);
    }

    /** Submit a task to any next-level worker. */
    public TaskSlot submitNextLevel(RegisteredCallable callable, TaskArgs args, CallConfig config) {
        return submit(WorkerType.NEXT_LEVEL, callable, List.of(args), config, List.of());
    }

    /**
     * Submit a task to one next-level worker.
     *
     * @param worker its number, or -1 for any
     */
    public TaskSlot submitNextLevel(RegisteredCallable callable, TaskArgs args, CallConfig config, int worker) {
        return submit(WorkerType.NEXT_LEVEL, callable, List.of(args), config, List.of(worker));
    }

    /** Submit a group: one task for each entry, on different next-level workers at the same time. It is one node of the graph. */
    public TaskSlot submitNextLevelGroup(RegisteredCallable callable, List<TaskArgs> args, CallConfig config) {
        return submit(WorkerType.NEXT_LEVEL, callable, args, config, List.of());
    }

    /**
     * Submit a group to certain next-level workers.
     *
     * @param workers one number for each member, -1 for any
     */
    public TaskSlot submitNextLevelGroup(RegisteredCallable callable, List<TaskArgs> args, CallConfig config,
            List<Integer> workers) {
        if (workers.isEmpty() && !args.isEmpty()) {
            throw new IllegalArgumentException(callable + " has " + args.size()
                    + " members, but workers for 0 were given; give one for each, -1 for any, or no list");
        }
        return submit(WorkerType.NEXT_LEVEL, callable, args, config, workers);
    }

    /** Submit a sub task without arguments. */
    public TaskSlot submitSub(RegisteredCallable callable) {
        return submitSub(callable, new TaskArgs());
    }

    /** Submit a sub task. */
    public TaskSlot submitSub(RegisteredCallable callable, TaskArgs args) {
        return submitSub(callable, args, CallConfig.defaults());
    }

    /** Submit a sub task with settings, of which only the deadline means something to it. */
    public TaskSlot submitSub(RegisteredCallable callable, TaskArgs args, CallConfig config) {
        return submit(WorkerType.SUB, callable, List.of(args), config, List.of());
    }

    /** Submit a group of sub tasks: one for each entry, on different sub workers at the same time. It is one node of the graph. */
    public TaskSlot submitSubGroup(RegisteredCallable callable, List<TaskArgs> args) {
        return submitSubGroup(callable, args, CallConfig.defaults());
    }

    /** Submit a group of sub tasks with settings, of which only the deadline means something to them. */
    public TaskSlot submitSubGroup(RegisteredCallable callable, List<TaskArgs> args, CallConfig config) {
        return submit(WorkerType.SUB, callable, args, config, List.of());
    }

    /**
     * Allocate a tensor for tasks of this run from the ring of the innermost scope. It lives until the scope ends in which it was allocated
     * and the last task that uses it has completed; its content is undefined at first.
     *
     * @param shape up to 5 dimensions; a tensor without elements has address 0
     */
    public TensorArgument alloc(DataType dtype, int... shape) {
        requireRunning("alloc");
        ContinuousTensor tensor = new ContinuousTensor(0, dtype, false, IntStream.of(shape).boxed().toList());
        Slot slot = graph.alloc(tensor.byteSize());
        return new AllocatedTensor(tensor.withData(slot.slab().address()), slot.slab());
    }

    /** Open a scope inside the innermost one; the caller closes it. */
    public Scope scope() {
        requireRunning("scope_begin");
        return new Scope(this, graph.beginScope());
    }

    /** Allocate memory of a chip; the caller closes it. */
    public ChipMemory malloc(int worker, long bytes) {
        requireRunning("malloc");
        if (worker < 0 || worker >= nextLevel.size()) {
            throw new IndexOutOfBoundsException(
                    "Orchestrator::malloc: invalid worker_id " + worker + "; this worker has "
                            + nextLevel.size() + " chips");
        }
        return graph.waiting("malloc on chip " + worker,
                () -> ChipMemory.allocate(nextLevel.get(worker), worker, bytes));
    }

    /** Copy a host tensor to the beginning of a chip's memory, now; tasks that write the tensor are not waited for. */
    public void copyTo(ChipMemory target, HostTensor source) {
        requireRunning("copy_to");
        graph.waiting("copy to chip " + target.worker(), () -> {
            target.write(source);
            return true;
        });
    }

    /** Copy the beginning of a chip's memory to a host tensor, now; tasks that write the memory are not waited for. */
    public void copyFrom(HostTensor target, ChipMemory source) {
        requireRunning("copy_from");
        graph.waiting("copy from chip " + source.worker(), () -> {
            source.read(target);
            return true;
        });
    }

    void endScope(int open) {
        requireRunning("scope_end");
        graph.endScope(open);
    }

    /** Refuse everything from now on: the body of the run has returned. */
    void end() {
        ended = true;
    }

    private TaskSlot submit(WorkerType type, RegisteredCallable callable, List<TaskArgs> args, CallConfig config,
            List<Integer> workers) {
        requireRunning("submit");
        registry.requireKnown(callable, type);
        args.forEach(TaskArgs::requireLive);
        int children = (type == WorkerType.SUB ? sub : nextLevel).size();
        return new TaskSlot(graph.submit(Work.checked(callable.task(), args, config, workers, children)).number());
    }

    private void requireRunning(String operation) {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(operation + " was called by thread " + Thread.currentThread().getName()
                    + "; only " + owner.getName() + ", which runs the host worker, submits");
        }
        if (ended) {
            throw new IllegalStateException(operation + " was called after the body of the run had returned;"
                    + " each run has an orchestrator of its own");
        }
    }

    /**
     * An open scope of a run: what is allocated in it stays until it ends, and can be had again then. Scopes end from the innermost
     * outwards, which try-with-resources does by itself.
     */
    public static final class Scope implements AutoCloseable {

        private final Orchestrator orchestrator;
        private final int open;

        Scope(Orchestrator orchestrator, int open) {
            this.orchestrator = orchestrator;
            this.open = open;
        }

        /** Return the depth of this scope; the run's own one has depth 0. */
        public int depth() {
            return open - 1;
        }

        /**
         * End the scope. Nothing is waited for.
         *
         * @throws IllegalStateException if it has ended, or scopes inside it have not
         */
        @Override
        public void close() {
            orchestrator.endScope(open);
        }
    }

    /**
     * Name a submitted task.
     *
     * @param number 0 for the first task of a run, 1 for the next, and so on; each run starts anew
     */
    public record TaskSlot(int number) {}
}
