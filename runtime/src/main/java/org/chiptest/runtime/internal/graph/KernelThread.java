package org.chiptest.runtime.internal.graph;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.chiptest.runtime.internal.linker.KernelCall;
import org.jspecify.annotations.Nullable;

/** One thread that runs kernels, with the native memory that its calls need; used by that thread only, unless noted. */
final class KernelThread {

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

    /** The part that this thread is to run, if nobody has taken it yet. */
    final PartSlot part = new PartSlot();

    /** Where the part runs that this thread has taken last, its own or a helper's. */
    final PartSlot.Place taken = new PartSlot.Place();

    /** Tasks completed in this run; others read it when the run is quiet. */
    int completed;

    KernelThread(int index, KernelCall call, MemorySegment frame, MemorySegment scratch) {
        this.index = index;
        this.call = call;
        this.frame = frame;
        this.scratch = scratch;
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
