package org.chiptest.runtime.internal.trb;

import org.chiptest.runtime.internal.graph.KernelTable;
import org.chiptest.runtime.internal.graph.OrchestrationStep;
import org.chiptest.runtime.internal.graph.Run;
import org.chiptest.runtime.internal.graph.RunObserver;
import org.chiptest.runtime.internal.graph.RunObserver.Meeting;
import org.chiptest.runtime.internal.graph.RunObserver.Origin;
import org.chiptest.runtime.internal.graph.Scheduler;
import org.chiptest.runtime.internal.graph.ScopeUsage;
import org.chiptest.runtime.internal.graph.TaskShape;
import org.chiptest.runtime.internal.linker.NativeMemory;
import org.jspecify.annotations.Nullable;

/**
 * Turn what an orchestration submits into tasks: take a slot and memory, finds the producers, hands the task to the
 * scheduler ({@code docs/contract/trb.md#submit} and {@code docs/contract/trb.md#dependency-inference}). Used by the orchestrating thread only.
 */
final class Submission {

    /** Producers that every task has room for; more of them come from the ring's dependency pool. */
    static final int OWN_DEPENDENCIES = 64;

    private final Scheduler scheduler;
    private final Rings rings;
    private final SubmitArguments arguments;
    private final ScopeSites sites = new ScopeSites();
    private final int[] funcIds = new int[TrbTask.SLOTS];
    private KernelTable kernels = KernelTable.of(new int[0], new long[0]);
    private int blockDim;
    private @Nullable RunObserver observer;
    private long submits;
    private int tasks;

    /** Tasks that only own memory, and reasons for which a task runs after another one, in this run. */
    private int allocations;
    private long edges;

    Submission(Scheduler scheduler, Rings rings, SubmitArguments arguments) {
        this.scheduler = scheduler;
        this.arguments = arguments;
        this.rings = rings;
    }

    /** Prepare for a run of an orchestration with these kernels. */
    void begin(TrbOrchestration orchestration, KernelTable kernels, Run run) {
        sites.begin(orchestration.site());
        this.kernels = kernels;
        blockDim = run.config().blockDim();
        observer = run.observer();
        tasks = 0;
        allocations = 0;
        edges = 0;
    }

    /** Return how many tasks the scheduler got in this run. */
    int tasks() {
        return tasks;
    }

    /** Return how many tasks there are in this run, those included that only own memory. */
    int created() {
        return tasks + allocations;
    }

    /** Return how many reasons there were in this run for a task to run after another one. */
    long edges() {
        return edges;
    }

    /** Tell the observer that a scope has begun. */
    void scopeBegan() {
        if (observer != null) {
            observer.scope(true, rings.usage(sites.begun(rings.scopes.depth())));
        }
    }

    /** End the innermost scope. */
    void endScope() {
        if (observer == null) {
            rings.scopes.end();
            return;
        }
        observer.orchestrationEntered();
        ScopeUsage usage = rings.usage(sites.at(rings.scopes.depth()));
        rings.scopes.end();
        observer.scope(false, usage);
    }

    /** Submit a task with kernels. */
    void task(long mixedKernels, long arg, long outputs) {
        enter();
        arguments.read(arg);
        TaskShape shape = readKernels(mixedKernels);
        int blockNum = arguments.blockNum();
        if (blockNum < 1) {
            throw new FatalError(ErrorCode.INVALID_ARGS, "a task with " + blockNum + " blocks; it needs at least 1");
        }
        boolean syncStart = blockNum > 1 && arguments.requireSyncStart();
        if (syncStart) {
            requireCores(shape, blockNum);
        }
        submit(shape, blockNum, syncStart, outputs);
    }

    /** Submit a task that only orders others. */
    void dummy(long arg, long outputs) {
        enter();
        arguments.read(arg);
        submit(TaskShape.DUMMY, 1, false, outputs);
    }

    /** Create tensors: a task that has completed already. */
    void alloc(long arg, long outputs) {
        enter();
        arguments.read(arg);
        requireOutputsOnly();
        TaskRing ring = rings.current();
        boolean made = rings.makeRoom(ring, arguments.heapBytes(), arguments.payloadBytes());
        did(OrchestrationStep.SYNC, made);
        TrbTask task = rings.take(ring, arguments.heapBytes(), arguments.payloadBytes());
        long id = TaskId.of(ring.index, task.local);
        task.beginCompleted(id);
        arguments.write(task.payload, id, task.heap, outputs);
        allocations++;
        if (observer != null) {
            observer.allocated(task);
            tellContent(observer, task);
        }
        task.finish();
    }

    private void enter() {
        if (observer != null) {
            observer.orchestrationEntered();
        }
    }

    private void did(OrchestrationStep step, boolean worked) {
        if (observer == null) {
            return;
        }
        if (worked) {
            observer.orchestrated(step);
        } else {
            observer.skipped(step);
        }
    }

    private void tellContent(RunObserver watching, TrbTask task) {
        watching.submitted(task, arguments.content(task.payload, rings.scopes));
    }

    private TaskShape readKernels(long mixedKernels) {
        if (mixedKernels == 0) {
            throw new FatalError(ErrorCode.INVALID_ARGS, "the kernels of a task are a null pointer");
        }
        funcIds[0] = NativeMemory.getInt(mixedKernels + MixedKernelsDescriptor.AIC);
        funcIds[1] = NativeMemory.getInt(mixedKernels + MixedKernelsDescriptor.AIV0);
        funcIds[2] = NativeMemory.getInt(mixedKernels + MixedKernelsDescriptor.AIV1);
        if (funcIds[1] == MixedKernelsDescriptor.ABSENT) {
            if (funcIds[0] == MixedKernelsDescriptor.ABSENT) {
                // a single vector kernel runs on either lane and is called the first one
                funcIds[1] = funcIds[2];
                funcIds[2] = MixedKernelsDescriptor.ABSENT;
            }
        }
        int present = 0;
        for (int funcId : funcIds) {
            if (funcId != MixedKernelsDescriptor.ABSENT) {
                requireKernel(funcId);
                present++;
            }
        }
        if (present == 0) {
            throw new FatalError(ErrorCode.INVALID_ARGS,
                    "a task without kernels; submit it by rt_submit_dummy_task if it only orders others");
        }
        if (present > 1) {
            return TaskShape.MIX;
        }
        return funcIds[0] != MixedKernelsDescriptor.ABSENT ? TaskShape.AIC : TaskShape.AIV;
    }

    private void requireKernel(int funcId) {
        if (!kernels.has(funcId)) {
            throw new FatalError(ErrorCode.INVALID_ARGS, "a task asks for kernel " + funcId
                    + ", the callable has kernels " + kernels.funcIds() + "; add it to the callable's children");
        }
    }

    private void requireCores(TaskShape shape, int blockNum) {
        int limit = shape == TaskShape.AIV ? 2 * blockDim : blockDim;
        if (blockNum > limit) {
            throw new FatalError(ErrorCode.REQUIRE_SYNC_START_INVALID,
                    blockNum + " blocks of shape " + shape + " are to start together, but block dim " + blockDim
                            + " has cores for " + limit + "; use fewer blocks or a larger block dim");
        }
    }

    private void requireOutputsOnly() {
        if (arguments.tensorCount() == 0) {
            throw new FatalError(ErrorCode.INVALID_ARGS, "alloc_tensors without any tensor to create");
        }
        if (arguments.scalarCount() > 0 || arguments.outputCount() < arguments.tensorCount()) {
            throw new FatalError(ErrorCode.INVALID_ARGS,
                    "alloc_tensors takes only tensors to create (add_output of a TensorCreateInfo), no others and no scalars");
        }
    }

    private void submit(TaskShape shape, int blockNum, boolean syncStart, long outputs) {
        TaskRing ring = rings.current();
        boolean made = rings.makeRoom(ring, arguments.heapBytes(), arguments.payloadBytes());
        did(OrchestrationStep.SYNC, made);
        TrbTask task = rings.take(ring, arguments.heapBytes(), arguments.payloadBytes());
        long id = TaskId.of(ring.index, task.local);
        task.begin(id, shape, blockNum, syncStart, task.payload);
        task.tensorCount = arguments.tensorCount();
        task.scalarCount = arguments.scalarCount();
        if (shape != TaskShape.DUMMY) {
            addKernels(task);
        }
        if (observer != null) {
            observer.created(task);
        }
        submits++;
        addDependencies(ring, task);
        arguments.write(task.payload, id, task.heap, outputs);
        if (observer != null) {
            observer.orchestrated(OrchestrationStep.PARAMS);
            tellContent(observer, task);
        }
        tasks++;
        boolean ready = task.published();
        if (ready) {
            scheduler.submitReady(task);
        }
        did(OrchestrationStep.FANIN, ready);
    }

    private void addKernels(TrbTask task) {
        for (int slot = 0; slot < TrbTask.SLOTS; slot++) {
            int funcId = funcIds[slot];
            if (funcId != MixedKernelsDescriptor.ABSENT) {
                task.kernel(slot, funcId, kernels.function(funcId));
            }
        }
    }

    private void addDependencies(TaskRing ring, TrbTask task) {
        for (int i = 0; i < arguments.dependencyCount(); i++) {
            long id = arguments.dependency(i);
            TrbTask producer = rings.alive(id, "explicit dependency", i);
            if (producer == task) {
                throw new FatalError(ErrorCode.INVALID_ARGS,
                        "explicit dependency " + i + " is " + TaskId.text(id) + ", the task that is being submitted");
            }
            if (producer != null) {
                runAfter(ring, task, producer, Origin.EXPLICIT, RunObserver.NO_ARGUMENT, Meeting.UNKNOWN,
                        RunObserver.NO_ARGUMENT);
            }
        }
        boolean inferred = !rings.scopes.isManual();
        if (inferred) {
            addProducers(ring, task);
        }
        did(OrchestrationStep.LOOKUP, arguments.tensorCount() + arguments.dependencyCount() > 0);
        if (inferred) {
            did(OrchestrationStep.INSERT, addRegions(task));
        }
    }

    private void addProducers(TaskRing ring, TrbTask task) {
        TensorMap map = rings.tensors;
        for (int i = 0; i < arguments.tensorCount(); i++) {
            int tag = arguments.tag(i);
            if (tag == SubmitArguments.OUTPUT) {
                continue;
            }
            long tensor = arguments.source(i);
            long owner = NativeMemory.getLong(tensor + TensorDescriptor.OWNER);
            TrbTask producer = owner == TaskId.INVALID ? null : rings.alive(owner, "owner of tensor", i);
            if (producer != null) {
                runAfter(ring, task, producer, Origin.CREATOR, i, Meeting.UNKNOWN, RunObserver.NO_ARGUMENT);
            }
            if (looksUp(tag) && !isManual(tensor)) {
                addWriters(ring, task, map, i, tag == SubmitArguments.INOUT);
            }
        }
    }

    private void addWriters(TaskRing ring, TrbTask task, TensorMap map, int argument, boolean replaces) {
        for (int entry = map.find(arguments.source(argument)); entry != TensorMap.NONE; entry = map.next(entry)) {
            Region.Overlap overlap = map.overlap(entry);
            if (overlap != Region.Overlap.NONE) {
                runAfter(ring, task, map.producer(entry), Origin.TENSOR_MAP, argument,
                        overlap == Region.Overlap.COVERED ? Meeting.COVERED : Meeting.OTHER, map.argument(entry));
                if (replaces && overlap == Region.Overlap.COVERED && map.standsFor(entry)) {
                    map.remove(entry);
                }
            }
        }
    }

    private boolean addRegions(TrbTask task) {
        boolean added = false;
        for (int i = 0; i < arguments.tensorCount(); i++) {
            int tag = arguments.tag(i);
            if (tag == SubmitArguments.INOUT || tag == SubmitArguments.OUTPUT_EXISTING) {
                long tensor = arguments.source(i);
                if (!isManual(tensor)) {
                    rings.insert(task, tensor, i);
                    added = true;
                }
            }
        }
        return added;
    }

    private void runAfter(TaskRing ring, TrbTask task, TrbTask producer, Origin origin, int argument, Meeting meeting,
            int producerArgument) {
        edges++;
        if (observer != null) {
            observer.edge(producer, task, origin, argument, meeting, producerArgument);
        }
        if (producer.takenBy == submits) {
            return;
        }
        producer.takenBy = submits;
        if (task.producerCount() >= OWN_DEPENDENCIES) {
            rings.spill(ring, task);
        }
        producer.addConsumer();
        task.runAfter(producer);
    }

    private static boolean looksUp(int tag) {
        return tag == SubmitArguments.INPUT || tag == SubmitArguments.INOUT;
    }

    private static boolean isManual(long tensor) {
        return NativeMemory.getByte(tensor + TensorDescriptor.MANUAL_DEP) != 0;
    }
}
