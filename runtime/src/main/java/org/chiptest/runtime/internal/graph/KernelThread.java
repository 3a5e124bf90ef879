package org.chiptest.runtime.internal.graph;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.chiptest.runtime.internal.linker.KernelCall;
import org.jspecify.annotations.Nullable;

/** One thread that runs kernels, with the native memory that its calls need; used by that thread only, unless noted. */
final class KernelThread {

    private static final VarHandle ASSIGNED;

    static {
        try {
            ASSIGNED = MethodHandles.lookup().findVarHandle(KernelThread.class, "assigned", Task.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final int index;
    final KernelCall call;
    final MemorySegment frame;
    final MemorySegment scratch;

    /** The thread that is in this seat; the seat of the device's caller is taken anew for each run. */
    volatile @Nullable Thread thread;

    /** True while the thread may touch the state of a run: a Dekker pair with the scheduler's {@code open}. */
    volatile boolean busy;

    /** Dummy tasks that became ready while this thread completed another task. */
    final Deque<Task> dummies = new ArrayDeque<>();

    /** Threads that got parts of the launch that this thread is making, and the cores of the launch. */
    final List<KernelThread> helpers = new ArrayList<>();
    int[] cores = new int[0];

    /** True while a spare thread is parked: only who took it from the parked ones ends this, by {@link #release}. */
    volatile boolean parked;

    /** True if the thread was woken to help, not to look for work; written before it is woken. */
    boolean recruited;

    /** The part that this thread is to run, if nobody has taken it yet: {@code assigned} publishes the other three. */
    int assignedBlock;
    int assignedCore;
    long assignedCookie;
    private volatile @Nullable Task assigned;

    /** Tasks completed in this run; others read it when the run is quiet. */
    int completed;

    KernelThread(int index, KernelCall call, MemorySegment frame, MemorySegment scratch) {
        this.index = index;
        this.call = call;
        this.frame = frame;
        this.scratch = scratch;
    }

    /** Give this thread a part to run. */
    void assign(Task task, int block, int core, long cookie) {
        assignedBlock = block;
        assignedCore = core;
        assignedCookie = cookie;
        ASSIGNED.setRelease(this, task);
    }

    /** Take the part that was assigned to this thread, or null; whoever gets it runs it. */
    @Nullable
    Task takeAssigned() {
        return assigned == null ? null : (Task) ASSIGNED.getAndSet(this, null);
    }

    /** Let a parked spare thread go on. */
    void release() {
        parked = false;
        wake();
    }

    void wake() {
        LockSupport.unpark(thread);
    }
}
