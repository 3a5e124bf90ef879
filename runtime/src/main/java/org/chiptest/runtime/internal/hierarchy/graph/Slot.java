package org.chiptest.runtime.internal.hierarchy.graph;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.capture.RecordedHost;
import org.chiptest.runtime.internal.hierarchy.memory.Slab;
import org.chiptest.runtime.internal.settings.HostClock;
import org.jspecify.annotations.Nullable;

/**
 * A node of the graph: a task, a group of tasks that start together, or memory that {@code alloc} made
 * ({@code docs/contract/host-workers.md#task-states-and-worker-types}).
 *
 * <p>Everything that changes is guarded by the lock of the {@link TaskGraph}.
 */
public final class Slot {

    private final int number;
    private final @Nullable Work work;
    private final Slab slab;
    /** Slabs of others that the tensors name bytes of; held like its own until this slot is consumed. */
    private final Set<Slab> named;
    private final List<TensorKey> outputs = new ArrayList<>();

    /** Tasks whose results are used; each is held until this one has completed. */
    private final Set<Slot> producers = new LinkedHashSet<>();
    /** Tasks that wait for this one. */
    private final List<Slot> consumers = new ArrayList<>();

    private TaskState state = TaskState.PENDING;
    private int pendingProducers;
    private int runningMembers;
    /** References to this slot: of each task that uses it, and of the scope that it belongs to. */
    private int references = 1;
    private @Nullable String failure;

    private final long submittedNanos = HostClock.nanos();

    /** Written under the lock of the graph before the task is given to a child. */
    private long readyNanos;

    /** What its members went through, of those that have ended. Guarded by the lock of the graph. */
    private final List<RecordedHost.Task> recorded = new ArrayList<>();

    private Slot(int number, @Nullable Work work, Slab slab, Set<Slab> named) {
        this.number = number;
        this.work = work;
        this.slab = slab;
        this.named = named;
    }

    /** Create a task that has yet to run. */
    static Slot task(int number, Work work, Slab slab, Set<Slab> named) {
        return new Slot(number, work, slab, named);
    }

    /** Create a completed slot that only owns memory. */
    static Slot memory(int number, Slab slab) {
        Slot slot = new Slot(number, null, slab, Set.of());
        slot.state = TaskState.COMPLETED;
        return slot;
    }

    public int number() {
        return number;
    }

    public Slab slab() {
        return slab;
    }

    /** Return the slabs of others that this one names bytes of. */
    public Set<Slab> named() {
        return named;
    }

    /** Return what there is to do. */
    public Work work() {
        if (work == null) {
            throw new IllegalStateException(this + " is memory, there is nothing to run");
        }
        return work;
    }

    /** Return the arguments of one member; a single task has one. */
    public TaskArgs args(int member) {
        return work().members().get(member);
    }

    public TaskState state() {
        return state;
    }

    /** Return the tensors that this slot was entered for as their producer. */
    public List<TensorKey> outputs() {
        return outputs;
    }

    /** Return the slots whose results this one uses. */
    public Set<Slot> producers() {
        return producers;
    }

    /** Return the slots that wait for this one. */
    List<Slot> consumers() {
        return consumers;
    }

    /** Return how many producers have not completed. */
    public int pendingProducers() {
        return pendingProducers;
    }

    /** Return how many tasks and scopes hold this slot. */
    public int references() {
        return references;
    }

    /** Return why there is no result, or null if there is one or may still be. */
    @Nullable
    String failure() {
        return failure;
    }

    void addOutput(TensorKey key) {
        outputs.add(key);
    }

    /** Use the results of a slot that is not consumed; one that has not completed is waited for. */
    void use(Slot producer) {
        if (producers.add(producer)) {
            producer.references++;
            if (producer.state != TaskState.COMPLETED) {
                producer.consumers.add(this);
                pendingProducers++;
            }
        }
    }

    /** Note that a producer has completed, and tell whether it was the last one that was waited for. */
    boolean producerCompleted() {
        return --pendingProducers == 0;
    }

    void ready() {
        state = TaskState.READY;
        readyNanos = HostClock.nanos();
    }

    /** Note what a member that has ended went through. */
    void record(RecordedHost.Task member) {
        recorded.add(member);
    }

    /** Return what the members that have ended went through. */
    List<RecordedHost.Task> recorded() {
        return recorded;
    }

    /** Return when it was submitted. */
    long submittedNanos() {
        return submittedNanos;
    }

    /** Return when it waited for no other task any more; it has been ready. */
    long readyNanos() {
        return readyNanos;
    }

    void run() {
        state = TaskState.RUNNING;
        runningMembers = work().size();
    }

    /** Note that a member has ended, and tell whether it was the last one. */
    boolean memberEnded() {
        return --runningMembers == 0;
    }

    /** Say why there will be no result; the first reason stays. */
    void fail(String reason) {
        if (failure == null) {
            failure = reason;
        }
    }

    void complete() {
        state = TaskState.COMPLETED;
    }

    /** Drop one reference. */
    void release() {
        references--;
    }

    /** Consume the slot if it has completed and nothing refers to it, and tell whether that happened now. */
    boolean consume() {
        if (state != TaskState.COMPLETED || references > 0) {
            return false;
        }
        state = TaskState.CONSUMED;
        return true;
    }

    /** Name the task, for messages. */
    @Override
    public String toString() {
        return "task " + number + " (" + (work == null ? "alloc" : work.describe()) + ")";
    }
}
