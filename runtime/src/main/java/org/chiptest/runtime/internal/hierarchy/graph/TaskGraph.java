package org.chiptest.runtime.internal.hierarchy.graph;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.capture.RecordedHost;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.internal.hierarchy.child.ChildThread;
import org.chiptest.runtime.internal.hierarchy.memory.Slab;
import org.chiptest.runtime.internal.hierarchy.memory.SlabRing;
import org.chiptest.runtime.internal.hierarchy.memory.SlabRings;
import org.chiptest.runtime.internal.memory.DepthRings;
import org.chiptest.runtime.internal.settings.HostClock;
import org.chiptest.runtime.worker.WorkerException;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a run: takes them in, finds out what each has to wait for, has the {@link ChildScheduler} place them, and gives back what
 * they held ({@code docs/contract/host-workers.md}).
 *
 * <p>One lock guards everything, the {@link Slot slots}, {@link SlabRings rings}, {@link TensorProducers map}, {@link OpenScopes scopes} and
 * the scheduler included. It is held for book-keeping only, never while a child works and never over a wait. The caller of the run
 * submits; each {@link ChildThread} reports what it has ended, and starts what became possible by that.
 */
public final class TaskGraph {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition drained = lock.newCondition();
    private final Slots slots = new Slots();
    private final TensorProducers tensors = new TensorProducers();
    private final OpenScopes scopes = new OpenScopes();
    private final SlabRings rings;
    private final ChildScheduler scheduler;
    private final GraphLimits limits;
    private final HostJournal journal;

    /** Count runs, so that a child of a run that was given up cannot report into a later one. */
    private long run;
    private long tasksEnded;
    /** When a task was last submitted or ended. */
    private long lastProgress;
    private @Nullable FailureRecord failure;
    /** Whether nothing more is started, because the run was given up. */
    private boolean aborted;

    /**
     * Create an empty graph.
     *
     * @param ringBases address of each ring
     */
    public TaskGraph(ChildScheduler scheduler, List<Long> ringBases, GraphLimits limits) {
        this(scheduler, ringBases, limits, HostJournal.NONE);
    }

    /**
     * Create an empty graph.
     *
     * @param ringBases address of each ring
     * @param journal   is told what runs go through
     */
    public TaskGraph(ChildScheduler scheduler, List<Long> ringBases, GraphLimits limits,
            HostJournal journal) {
        this.journal = journal;
        this.scheduler = scheduler;
        this.limits = limits;
        this.rings = new SlabRings(lock, ringBases, limits.ringBytes(), limits.allocTimeout(),
                journal::waited);
    }

    /** Begin a run and open its scope. */
    public void begin() {
        lock.lock();
        try {
            run++;
            tasksEnded = 0;
            lastProgress = HostClock.nanos();
            scheduler.reset();
            scopes.begin();
        } finally {
            lock.unlock();
        }
    }

    /** Open a scope inside the innermost one and return how many are open. */
    public int beginScope() {
        lock.lock();
        try {
            scopes.begin();
            return scopes.open();
        } finally {
            lock.unlock();
        }
    }

    /**
     * End the innermost scope.
     *
     * @param expected how many scopes must be open
     */
    public void endScope(int expected) {
        lock.lock();
        try {
            if (scopes.open() != expected) {
                throw new IllegalStateException(expected > scopes.open()
                        ? "Scope: scope_end without scope_begin: the scope at depth " + (expected - 1)
                                + " has ended already"
                        : "Scope: scopes end from the innermost outwards, but " + (scopes.open() - expected)
                                + " inside the one at depth " + (expected - 1) + " are open; end them before");
            }
            endInnermostScope();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Add a task, which starts as soon as it can.
     *
     * @throws RuntimeException the first failure of the run, if there was one; or that there is no room for outputs
     */
    public Slot submit(Work work) {
        lock.lock();
        try {
            Slot slot = add(work);
            connect(slot);
            scopes.add(slot);
            if (slot.pendingProducers() == 0) {
                scheduler.enqueue(slot);
            }
            advance();
            return slot;
        } finally {
            lock.unlock();
        }
    }

    /** Add memory of its own: a completed slot that produces it. No bytes at all have address 0 and no producer. */
    public Slot alloc(long bytes) {
        lock.lock();
        try {
            Slot slot = slots.addMemory(claim(bytes));
            if (bytes > 0) {
                produce(slot, TensorKey.host(slot.slab().address()));
            }
            scopes.add(slot);
            return slot;
        } finally {
            lock.unlock();
        }
    }

    /**
     * End the run: end its scopes, wait for all tasks, and start over.
     *
     * @param thrown what ended the submitting, if it did not end by itself
     * @throws RuntimeException the first failure, or what was thrown
     */
    public void finish(@Nullable Throwable thrown) {
        lock.lock();
        try {
            int forgotten = scopes.open() - 1;
            while (scopes.open() > 0) {
                endInnermostScope();
            }
            if (!slots.isEmpty()) {
                waiting("end of the tasks", () -> {
                    drain();
                    return true;
                });
            }
            FailureRecord failed = failure;
            reset();
            if (failed != null) {
                throw failed.toThrow(thrown);
            }
            if (thrown != null) {
                throw UserFailure.unchecked(thrown);
            }
            if (forgotten > 0) {
                throw new IllegalStateException("Scope: " + forgotten + " scopes were open at the end of the run;"
                        + " end each in the run, by try-with-resources");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Do something that makes the orchestrator wait, and note how long that takes. */
    public <T> T waiting(String reason, Supplier<T> action) {
        long began = HostClock.nanos();
        try {
            return action.get();
        } finally {
            journal.waited(new RecordedHost.Wait(reason, began, HostClock.nanos()));
        }
    }

    /** Return how many tasks of the run have ended. From any thread. */
    public long tasksEnded() {
        lock.lock();
        try {
            return tasksEnded;
        } finally {
            lock.unlock();
        }
    }

    /** Say which tasks are left. From any thread. */
    public String describeUnfinished() {
        lock.lock();
        try {
            return unfinished();
        } finally {
            lock.unlock();
        }
    }

    /** Look at the graph as it is now, for tests: everything that belongs to it may be read meanwhile. */
    public <T> T inspect(Inspection<T> inspection) {
        lock.lock();
        try {
            return inspection.look(slots, tensors, rings);
        } finally {
            lock.unlock();
        }
    }

    /** Read something of the graph. */
    @FunctionalInterface
    public interface Inspection<T> {
        T look(Slots slots, TensorProducers tensors, SlabRings rings);
    }

    /**
     * Make a slot of work. It holds what its tensors name before it claims room for outputs: a claim may wait, and what the work reads
     * could be given back meanwhile, even to the work itself.
     */
    private Slot add(Work work) {
        Set<Slab> named = new LinkedHashSet<>();
        try {
            hold(work, named);
            Slab slab = claim(work.outputBytes());
            return slots.addTask(work.placedAt(slab.address()), slab, named);
        } catch (RuntimeException | Error e) {
            named.forEach(rings::release);
            throw e;
        }
    }

    /** Hold every slab that a tensor names a byte of, whatever its tag is and whoever wrote it last. */
    private void hold(Work work, Set<Slab> held) {
        for (TaskArgs args : work.members()) {
            for (int i = 0; i < args.tensorCount(); i++) {
                ContinuousTensor tensor = args.tensor(i);
                if (!tensor.childMemory()) {
                    SlabRing abandoned = rings.hold(tensor.data(), tensor.byteSize(), held);
                    if (abandoned != null) {
                        throw new IllegalArgumentException("tensor " + i + " of " + work.describe() + ", at 0x"
                                + Long.toHexString(tensor.data()) + ", is in " + abandoned
                                + ", but its memory was given"
                                + " back: the scope that it was allocated in has ended, and so have the tasks that used"
                                + " it; allocate it in an outer scope");
                    }
                }
            }
        }
    }

    private Slab claim(long bytes) {
        FailureRecord failed = failure;
        if (failed != null) {
            throw UserFailure.unchecked(failed.first());
        }
        Slab slab = rings.claim(DepthRings.indexOf(scopes.depth()), bytes, () -> !scheduler.isQuiet());
        lastProgress = HostClock.nanos();
        return slab;
    }

    /** Find the producers of what a slot reads, before it becomes a producer itself: no slot waits for its own members. */
    private void connect(Slot slot) {
        for (TensorKey key : slot.work().reads()) {
            Slot producer = tensors.producer(key);
            if (producer != null) {
                slot.use(producer);
            }
        }
        for (TensorKey key : slot.work().writes()) {
            produce(slot, key);
        }
    }

    private void produce(Slot slot, TensorKey key) {
        slot.addOutput(key);
        tensors.insert(key, slot);
    }

    private void start(Slot slot, int member, ChildThread child) {
        long startedIn = run;
        int cid = slot.work().callable().cid();
        TaskArgs args = slot.args(member);
        CallConfig config = slot.work().config();
        List<String> producers = slot.producers().stream().map(Slot::toString).toList();
        long dispatched = HostClock.nanos();
        child.execute(worker -> {
            Throwable thrown = null;
            try {
                worker.run(cid, args, config);
            } catch (Throwable e) {
                thrown = e;
            }
            ended(startedIn, slot, child, thrown,
                    new RecordedHost.Task(slot.toString(), worker.name(), slot.submittedNanos(), slot.readyNanos(),
                            dispatched, HostClock.nanos(), RecordedRun.NOT_STAMPED, thrown != null, producers));
        });
    }

    /** Take note that a child has ended a member of a task. Called by the child's thread. */
    private void ended(long startedIn, Slot slot, ChildThread child, @Nullable Throwable thrown,
            RecordedHost.Task recorded) {
        boolean usable = child.isUsable();
        lock.lock();
        try {
            if (startedIn != run) {
                journal.ended(recorded);
                return;
            }
            slot.record(recorded);
            lastProgress = HostClock.nanos();
            scheduler.ended(slot.work().type(), child, usable);
            if (thrown != null) {
                slot.fail("failed");
                fail(thrown, slot + " on " + child + " failed");
            }
            if (slot.memberEnded()) {
                tasksEnded++;
                complete(slot);
            }
            advance();
        } finally {
            lock.unlock();
        }
    }

    /** Complete a task, and those that are skipped for it. */
    private void complete(Slot ended) {
        Deque<Slot> completing = new ArrayDeque<>();
        completing.add(ended);
        for (Slot slot = completing.poll(); slot != null; slot = completing.poll()) {
            slot.complete();
            for (Slot consumer : slot.consumers()) {
                if (slot.failure() != null) {
                    consumer.fail("was skipped: it needs " + slot + ", which " + verdict(slot));
                }
                if (consumer.producerCompleted()) {
                    if (consumer.failure() == null) {
                        scheduler.enqueue(consumer);
                    } else {
                        tellSkipped(consumer);
                        completing.add(consumer);
                    }
                }
            }
            slot.consumers().clear();
            slot.producers().forEach(this::release);
            slot.producers().clear();
            consume(slot);
        }
    }

    private static String verdict(Slot slot) {
        return "failed".equals(slot.failure()) ? "failed" : "was skipped";
    }

    /** Start whatever can be started, skip what cannot any more, and wake who waits for this. */
    private void advance() {
        if (aborted) {
            scheduler.takeReady().forEach(slot -> skip(slot, "the run was given up"));
        }
        List<ChildScheduler.Impossible> impossible = scheduler.dispatch(this::start);
        while (!impossible.isEmpty()) {
            for (ChildScheduler.Impossible task : impossible) {
                skip(task.slot(), task.reason());
            }
            impossible = scheduler.dispatch(this::start);
        }
        if (scheduler.isQuiet()) {
            rings.wake();
        }
        signalIfDrained();
    }

    private void skip(Slot slot, String reason) {
        slot.fail("was skipped: " + reason);
        if (failure == null) {
            fail(new WorkerException(slot + " " + slot.failure()), slot + " was skipped");
        } else {
            tellSkipped(slot);
        }
        complete(slot);
    }

    private void tellSkipped(Slot slot) {
        FailureRecord failed = failure;
        if (failed != null) {
            failed.add(slot + " " + slot.failure());
        }
    }

    private void fail(Throwable thrown, String where) {
        FailureRecord failed = failure;
        if (failed == null) {
            failure = new FailureRecord(thrown, where);
            rings.stop(thrown);
        } else {
            failed.add(where + ": " + UserFailure.message(thrown));
        }
    }

    private void endInnermostScope() {
        scopes.end().forEach(this::release);
        signalIfDrained();
    }

    private void release(Slot slot) {
        slot.release();
        consume(slot);
    }

    private void consume(Slot slot) {
        if (slot.consume()) {
            long now = HostClock.nanos();
            slot.recorded().forEach(member -> journal.ended(member.consumedAt(now)));
            tensors.erase(slot);
            rings.release(slot.slab());
            slot.named().forEach(rings::release);
            slots.remove(slot);
        }
    }

    private void signalIfDrained() {
        if (slots.isEmpty()) {
            drained.signalAll();
        }
    }

    /** Wait until all tasks are consumed; give the run up if nothing happens for too long, or on an interrupt. */
    private void drain() {
        long stall = limits.stallDeadline().toNanos();
        while (!slots.isEmpty()) {
            long left = lastProgress + stall - HostClock.nanos();
            try {
                if (left <= 0) {
                    abort(new WorkerException("no task has ended for " + limits.stallDeadline().toMillis()
                            + " ms with " + unfinished() + "; the children were interrupted"));
                    return;
                }
                drained.awaitNanos(left);
            } catch (InterruptedException e) {
                abort(new WorkerException("interrupted with " + unfinished(), e));
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Start nothing more, interrupt what is running, and give up what does not end then. */
    private void abort(WorkerException reason) {
        aborted = true;
        fail(reason, "the run was given up");
        List<ChildThread> busy = scheduler.busy();
        advance();
        busy.forEach(ChildThread::interrupt);
        long end = HostClock.nanos() + limits.abortDeadline().toNanos();
        boolean interrupted = false;
        for (long left = end - HostClock.nanos(); !slots.isEmpty() && left > 0; left = end - HostClock.nanos()) {
            try {
                drained.awaitNanos(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        scheduler.busy().forEach(ChildThread::abandon);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private String unfinished() {
        StringJoiner text = new StringJoiner(", ");
        int told = 0;
        for (Slot slot : slots.live()) {
            if (slot.state() == TaskState.RUNNING || slot.state() == TaskState.READY) {
                if (told++ < 8) {
                    text.add(slot + " is " + slot.state());
                }
            }
        }
        return slots.live().size() + " tasks left" + (told == 0 ? "" : ", " + text);
    }

    private void reset() {
        if (slots.isEmpty()) {
            slots.reset();
            rings.reset();
        } else {
            slots.abandon();
            rings.abandon();
        }
        tensors.clear();
        failure = null;
        aborted = false;
        // who was given up may report from now on
        run++;
    }
}
