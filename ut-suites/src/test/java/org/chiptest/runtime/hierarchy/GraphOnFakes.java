package org.chiptest.runtime.hierarchy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.awaitility.Awaitility;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.internal.hierarchy.CallableTarget;
import org.chiptest.runtime.internal.hierarchy.child.ChildThread;
import org.chiptest.runtime.internal.hierarchy.child.WorkerType;
import org.chiptest.runtime.internal.hierarchy.graph.ChildScheduler;
import org.chiptest.runtime.internal.hierarchy.graph.Slot;
import org.chiptest.runtime.internal.hierarchy.graph.TaskGraph;
import org.chiptest.runtime.internal.hierarchy.graph.TaskState;
import org.chiptest.runtime.internal.hierarchy.graph.TensorKey;
import org.chiptest.runtime.internal.hierarchy.graph.Work;
import org.jspecify.annotations.Nullable;

/** A graph in a run, over fake children that hold each task until it is let go. Its rings are addresses without memory. */
final class GraphOnFakes implements AutoCloseable {

    static final long RING_BYTES = 1L << 20;

    final FakeChildren children;
    final Gates gates = new Gates();
    final TaskGraph graph;

    private final RegisteredCallables registry = new RegisteredCallables();
    private final List<ChildThread> threads = new ArrayList<>();
    private final List<RegisteredCallable> callables = new ArrayList<>();
    private final int chips;
    private final int subs;

    GraphOnFakes(int chips, int subs) {
        this.chips = chips;
        this.subs = subs;
        children = new FakeChildren(chips, subs);
        children.behaviour = (child, cid, args, config) -> gates.pass(cid);
        List<ChildThread> nextLevel = start(WorkerType.NEXT_LEVEL, chips);
        List<ChildThread> sub = start(WorkerType.SUB, subs);
        graph = new TaskGraph(new ChildScheduler(nextLevel, sub), List.of(base(0), base(1), base(2), base(3)),
                HierarchySettings.defaults().withRingBytes(RING_BYTES).limits());
        graph.begin();
    }

    static long base(int ring) {
        return 0x1_0000_0000L * (ring + 1);
    }

    static ContinuousTensor tensor(long address) {
        return ContinuousTensor.host(address, DataType.FLOAT32, 16);
    }

    static TaskArgs args(TensorArgType tag, long... addresses) {
        TaskArgs args = new TaskArgs();
        for (long address : addresses) {
            args.tensor(tensor(address), tag);
        }
        return args;
    }

    /** Submit a task of its own callable to chips: its number is that of its gate. */
    Slot chip(TaskArgs args) {
        return group(List.of(args));
    }

    Slot group(List<TaskArgs> args, Integer... pins) {
        return graph.submit(
                Work.checked(callable(WorkerType.NEXT_LEVEL).task(), args, CallConfig.defaults(), List.of(pins),
                        chips));
    }

    Slot sub(TaskArgs args) {
        return graph.submit(
                Work.checked(callable(WorkerType.SUB).task(), List.of(args), CallConfig.defaults(), List.of(), subs));
    }

    /** Let a task end. */
    void end(Slot slot) {
        gates.open(slot.work().callable().cid());
    }

    /** Wait until a task is in a state. */
    void await(Slot slot, TaskState state) {
        Awaitility.await(slot + " is " + state).atMost(Duration.ofSeconds(60))
                .until(() -> state(slot) == state);
    }

    /** Wait until a task has ended, whether it is still held or not. */
    void awaitEnded(Slot slot) {
        Awaitility.await(slot + " has ended").pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(60)).until(() -> state(slot).compareTo(TaskState.COMPLETED) >= 0);
    }

    /** Wait until a task has been begun by this many children. */
    void awaitBegun(Slot slot, int members) {
        int cid = slot.work().callable().cid();
        Awaitility.await(slot + " is begun").atMost(Duration.ofSeconds(60)).until(() -> gates.arrived(cid) == members);
    }

    /** Return the state of a task as it is now. */
    TaskState state(Slot slot) {
        return graph.inspect((slots, tensors, rings) -> slot.state());
    }

    /** Return the task that the map has as the producer of a host tensor. */
    @Nullable
    Slot producer(long address) {
        return graph.inspect((slots, tensors, rings) -> Optional.ofNullable(tensors.producer(TensorKey.host(address))))
                .orElse(null);
    }

    /** Return how many tensors have a producer. */
    int producers() {
        return graph.inspect((slots, tensors, rings) -> tensors.size());
    }

    /** End all tasks and the run, and check that nothing is left. */
    void finish() {
        gates.openAll();
        graph.finish(null);
    }

    @Override
    public void close() {
        gates.openAll();
        for (ChildThread thread : threads) {
            thread.awaitClosed(thread.close());
        }
        children.close();
    }

    private List<ChildThread> start(WorkerType type, int count) {
        List<ChildThread> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int index = i;
            ChildThread thread = new ChildThread(type + " " + i, () -> children.start(type, index, List.of()),
                    Duration.ofSeconds(60));
            thread.await(thread.start(child -> {}), "start");
            started.add(thread);
        }
        threads.addAll(started);
        return started;
    }

    private RegisteredCallable callable(WorkerType type) {
        RegisteredCallable callable = registry.add(type == WorkerType.SUB
                ? new CallableTarget.Sub("f" + callables.size())
                : new CallableTarget.Graph("f" + callables.size()));
        callables.add(callable);
        return callable;
    }
}
