package org.chiptest.runtime.internal.graph;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * What all threads of a scheduler know about the open run.
 *
 * <p>With nothing {@link InFlight} nothing can happen any more without a further submit or something from outside: a run that is
 * quiet with tasks left is a deadlock, known at once.
 */
final class RunState {

    private static final VarHandle FAILURE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            FAILURE = lookup.findVarHandle(RunState.class, "failure", RunFailure.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final InFlight inFlight;

    /** Written by {@link #begin} and {@link #end} only; {@code open} publishes it. */
    private GraphPolicy policy = IdlePolicy.INSTANCE;
    private @Nullable RunObserver observer;

    /** True from begin to end of a run: threads may take tasks. */
    private volatile boolean open;
    private volatile @Nullable RunFailure failure;

    /** What the device's caller waits for; {@code waiter} publishes it. */
    private Obstacle obstacle = () -> true;

    /** The device's caller, while it waits for a change. */
    private volatile @Nullable Thread waiter;

    /** Create the state of runs with at most this many threads. */
    RunState(int threads) {
        inFlight = new InFlight(threads);
    }

    void begin(GraphPolicy policy, @Nullable RunObserver observer) {
        this.policy = policy;
        this.observer = observer;
        FAILURE.set(this, null);
        inFlight.reset();
        open = true;
    }

    /** Let no thread take further tasks. */
    void close() {
        open = false;
    }

    /** Forget the policy of a closed run that no thread touches any more. */
    void end() {
        policy = IdlePolicy.INSTANCE;
        observer = null;
    }

    GraphPolicy policy() {
        return policy;
    }

    /** Return who watches the run, or null. */
    @Nullable
    RunObserver observer() {
        return observer;
    }

    /** Tell whether tasks may be taken. */
    boolean isRunning() {
        return open && failure == null;
    }

    /** Let a thread take part; to be called by it before anything else. */
    void join(KernelThread me) {
        inFlight.takeSeat(me.index);
    }

    /** Count a task in flight before any other thread sees it; {@code me} is the calling thread. */
    void raise(KernelThread me) {
        inFlight.raise(me.index);
    }

    /** Count a task in flight no longer, after its successors were raised; {@link #progressed} is to follow. */
    void lower(KernelThread me) {
        inFlight.lower(me.index);
    }

    boolean isQuiet() {
        return inFlight.isZero();
    }

    /** Make the run fail; the first failure stands. */
    void fail(RunFailure reason) {
        if (FAILURE.compareAndSet(this, null, reason)) {
            policy.failed();
            RunObserver watching = observer;
            if (watching != null) {
                watching.failed();
            }
        }
        signal();
    }

    @Nullable
    RunFailure failure() {
        return failure;
    }

    /** Let a waiting caller look again. */
    void signal() {
        Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /** Let a waiting caller look again if that is worth it: something has completed or become ready. */
    void progressed() {
        // What happened must not be written after the waiter was read, or both sides could miss each other.
        VarHandle.fullFence();
        Thread waiting = waiter;
        if (waiting != null && (obstacle.isGone() || isQuiet())) {
            LockSupport.unpark(waiting);
        }
    }

    /** Announce that this thread waits for something and looks once more before it parks. */
    void waitFor(Obstacle awaited) {
        obstacle = awaited;
        waiter = Thread.currentThread();
        VarHandle.fullFence();
    }

    /** Announce that nobody waits. */
    void waited() {
        waiter = null;
    }

    /** What there is between runs. */
    private enum IdlePolicy implements GraphPolicy {
        INSTANCE;

        @Override
        public long arguments(Task task, int block, int place, MemorySegment scratch) {
            throw new IllegalStateException("no run is open");
        }

        @Override
        public boolean blocksDone(Task task) {
            throw new IllegalStateException("no run is open");
        }

        @Override
        public void completed(Task task) {
            throw new IllegalStateException("no run is open");
        }
    }
}
