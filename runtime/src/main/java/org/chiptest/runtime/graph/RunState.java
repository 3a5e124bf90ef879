package org.chiptest.runtime.graph;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * What all threads of a scheduler know about the open run.
 *
 * <p>{@code inFlight} counts tasks that are ready, running or completing. It is raised before a task becomes visible to
 * other threads and lowered after its successors have been raised, so zero means that nothing can happen any more without
 * a further submit or something from outside: a run that is quiet with tasks left is a deadlock, known at once.
 */
final class RunState {

    private static final VarHandle IN_FLIGHT;
    private static final VarHandle FAILURE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            IN_FLIGHT = lookup.findVarHandle(RunState.class, "inFlight", int.class);
            FAILURE = lookup.findVarHandle(RunState.class, "failure", RunFailure.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Written by {@link #begin} and {@link #end} only; {@code open} publishes it. */
    private GraphPolicy policy = IdlePolicy.INSTANCE;

    /** True from begin to end of a run: threads may take tasks. */
    private volatile boolean open;
    private volatile int inFlight;
    private volatile @Nullable RunFailure failure;

    /** The device's caller, while it waits for a change. */
    private volatile @Nullable Thread waiter;

    void begin(GraphPolicy policy) {
        this.policy = policy;
        FAILURE.set(this, null);
        IN_FLIGHT.set(this, 0);
        open = true;
    }

    /** Let no thread take further tasks. */
    void close() {
        open = false;
    }

    /** Forget the policy of a closed run that no thread touches any more. */
    void end() {
        policy = IdlePolicy.INSTANCE;
    }

    GraphPolicy policy() {
        return policy;
    }

    /** Tell whether tasks may be taken. */
    boolean isRunning() {
        return open && failure == null;
    }

    void raise() {
        IN_FLIGHT.getAndAdd(this, 1);
    }

    void lower() {
        if ((int) IN_FLIGHT.getAndAdd(this, -1) == 1) {
            signal();
        }
    }

    boolean isQuiet() {
        return inFlight == 0;
    }

    /** Make the run fail; the first failure stands. */
    void fail(RunFailure reason) {
        if (FAILURE.compareAndSet(this, null, reason)) {
            policy.failed();
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

    /** Announce that this thread waits and wants to be signalled, or with null that it does not. */
    void waiting(@Nullable Thread thread) {
        waiter = thread;
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
