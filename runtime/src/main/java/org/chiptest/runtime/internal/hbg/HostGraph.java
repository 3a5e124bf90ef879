package org.chiptest.runtime.internal.hbg;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.LongPredicate;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.graph.GraphPolicy;
import org.chiptest.runtime.internal.graph.KernelTable;
import org.chiptest.runtime.internal.graph.Run;
import org.chiptest.runtime.internal.graph.RunObserver;
import org.chiptest.runtime.internal.graph.RunObserver.Meeting;
import org.chiptest.runtime.internal.graph.RunObserver.Origin;
import org.chiptest.runtime.internal.graph.Scheduler;
import org.chiptest.runtime.internal.graph.Task;
import org.chiptest.runtime.internal.graph.TaskShape;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.jspecify.annotations.Nullable;

/**
 * The graph that a host_build_graph orchestration builds, with the limits of {@code docs/contract/hbg.md#limits-of-a-graph}.
 *
 * <p>Tasks and their argument memory are kept from run to run. The orchestration's thread builds; when it has returned, the
 * graph is handed to the scheduler as a whole.
 */
final class HostGraph implements GraphPolicy, AutoCloseable {

    static final int MAX_TASKS = 131_072;
    static final int MAX_ARGS = 16;
    static final int MAX_FANOUT = 128;
    static final int NO_TASK = -1;

    private static final int CORE_TYPE_AIC = 0;
    private static final int CORE_TYPE_AIV = 1;
    private static final long ARGS_BYTES = MAX_ARGS * Long.BYTES;
    private static final int LISTED = 8;

    private final MappedMemory arguments = MappedMemory.anonymous(MAX_TASKS * ARGS_BYTES);
    private final MemorySegment argumentWords = arguments.segment();
    private Task[] tasks = new Task[64];
    private int[] fanout = new int[64];
    private int[] coreTypes = new int[64];
    private byte[] argumentCounts = new byte[64];
    private int count;
    private long edges;
    private @Nullable RunObserver observer;

    /** Forget all tasks and start over for a run. */
    void begin(Run run) {
        count = 0;
        edges = 0;
        observer = run.observer();
    }

    /** Return how many edges the orchestration has made. */
    long edges() {
        return edges;
    }

    /**
     * Tell the observer, if there is one, what the tasks are given.
     *
     * @param isTensor    tells whether an argument word points into the device's memory
     * @param tensorInfos what the orchestration has told about the tensors of a task, or null
     */
    void tellContent(KernelTable kernels, LongPredicate isTensor, IntFunction<@Nullable MemorySegment> tensorInfos) {
        if (observer == null) {
            return;
        }
        for (int id = 0; id < count; id++) {
            long[] words = new long[argumentCounts[id]];
            BitSet tensors = new BitSet();
            for (int i = 0; i < words.length; i++) {
                words[i] = argument(id, i);
                tensors.set(i, isTensor.test(words[i]));
            }
            observer.submitted(tasks[id], new HostTaskContent(words, tensors,
                    kernels.signature(tasks[id].funcId(slot(tasks[id].shape()))), tensorInfos.apply(id)));
        }
    }

    int count() {
        return count;
    }

    boolean has(int task) {
        return task >= 0 && task < count;
    }

    /**
     * Add a task with the next id, 0, 1, 2 and so on.
     *
     * @param args   the argument words, at most {@link #MAX_ARGS}
     * @param funcId kernel; checked when the graph is complete
     * @return the id, or {@link #NO_TASK} if the graph is full
     */
    int add(MemorySegment args, int funcId, int coreType) {
        if (count == MAX_TASKS) {
            return NO_TASK;
        }
        if (count == tasks.length) {
            grow();
        }
        int id = count++;
        Task task = tasks[id];
        if (task == null) {
            task = new Task();
            tasks[id] = task;
        }
        long at = id * ARGS_BYTES;
        argumentWords.asSlice(at, ARGS_BYTES).fill((byte) 0);
        MemorySegment.copy(args, 0, argumentWords, at, args.byteSize());
        TaskShape shape = coreType == CORE_TYPE_AIC ? TaskShape.AIC : TaskShape.AIV;
        task.begin(id, shape, 1, false, arguments.address() + at);
        task.kernel(slot(shape), funcId, 0);
        fanout[id] = 0;
        coreTypes[id] = coreType;
        argumentCounts[id] = (byte) (args.byteSize() / Long.BYTES);
        if (observer != null) {
            observer.created(task);
        }
        return id;
    }

    /** Let one task run after another; false if the first one has too many successors already. */
    boolean connect(int from, int to) {
        if (fanout[from] == MAX_FANOUT) {
            return false;
        }
        fanout[from]++;
        edges++;
        if (observer != null) {
            observer.edge(tasks[from], tasks[to], Origin.EXPLICIT, RunObserver.NO_ARGUMENT, Meeting.UNKNOWN,
                    RunObserver.NO_ARGUMENT);
        }
        tasks[to].runAfter(tasks[from]);
        return true;
    }

    /**
     * Find the kernel of every task.
     *
     * @throws DeviceException if the callable lacks one
     */
    void resolve(KernelTable kernels) {
        for (int id = 0; id < count; id++) {
            Task task = tasks[id];
            int slot = slot(task.shape());
            int funcId = task.funcId(slot);
            if (coreTypes[id] != CORE_TYPE_AIC && coreTypes[id] != CORE_TYPE_AIV) {
                throw new DeviceException("task " + id + " has core type " + coreTypes[id]
                        + "; a core type is 0 (AIC) or 1 (AIV)");
            }
            if (!kernels.has(funcId)) {
                throw new DeviceException("task " + id + " calls kernel " + funcId
                        + ", which the callable does not have; its kernels are " + kernels.funcIds());
            }
            task.kernel(slot, funcId, kernels.function(funcId));
        }
    }

    /** Hand all tasks to the scheduler, in order of their ids. */
    void submit(Scheduler scheduler) {
        for (int id = 0; id < count; id++) {
            Task task = tasks[id];
            if (task.published()) {
                scheduler.submitReady(task);
            }
        }
    }

    /** Name a task and its kernel, or what no task is. */
    String describe(int task) {
        return "task " + task + (has(task) ? " (kernel " + tasks[task].funcId(slot(tasks[task].shape())) + ")" : "");
    }

    /** Describe the tasks that a run left over because they wait for each other. */
    String describeWaiting() {
        Task[] waiting = Arrays.stream(tasks, 0, count).filter(task -> !task.isCompleted()).toArray(Task[]::new);
        StringBuilder text = new StringBuilder(waiting.length + " of " + count + " tasks wait for each other:");
        for (Task task : Arrays.copyOf(waiting, Math.min(waiting.length, LISTED))) {
            text.append(' ').append(describe(Math.toIntExact(task.id()))).append(" for ")
                    .append(task.pendingProducers()).append(" more,");
        }
        text.setLength(text.length() - 1);
        return text + (waiting.length > LISTED ? ", ..." : "");
    }

    /** Return the kernels of the tasks that have a pointer into a range among their arguments. */
    SortedSet<Integer> kernelsWith(long address, long size) {
        SortedSet<Integer> kernels = new TreeSet<>();
        for (int id = 0; id < count; id++) {
            for (int i = 0; i < MAX_ARGS; i++) {
                long word = argument(id, i);
                if (word >= address && word < address + Math.max(1, size)) {
                    kernels.add(tasks[id].funcId(slot(tasks[id].shape())));
                }
            }
        }
        return kernels;
    }

    /** Read an argument word of a task; for tests and reports. */
    long argument(int task, int index) {
        return argumentWords.get(JAVA_LONG, task * ARGS_BYTES + index * (long) Long.BYTES);
    }

    @Override
    public long arguments(Task task, int block, int place, MemorySegment scratch) {
        return task.arguments();
    }

    @Override
    public boolean blocksDone(Task task) {
        return true;
    }

    @Override
    public void completed(Task task) {
        // Nothing is held for a completed task: memory goes back when the run has ended.
    }

    @Override
    public void close() {
        arguments.close();
    }

    private void grow() {
        int size = tasks.length * 2;
        tasks = Arrays.copyOf(tasks, size);
        fanout = Arrays.copyOf(fanout, size);
        coreTypes = Arrays.copyOf(coreTypes, size);
        argumentCounts = Arrays.copyOf(argumentCounts, size);
    }

    private static int slot(TaskShape shape) {
        return shape == TaskShape.AIC ? 0 : 1;
    }
}
