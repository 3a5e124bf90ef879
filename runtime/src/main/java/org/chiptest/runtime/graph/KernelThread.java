package org.chiptest.runtime.graph;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;

import org.chiptest.runtime.linker.KernelCall;
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

    /** Tasks completed in this run; others read it when the run is quiet. */
    int completed;

    KernelThread(int index, KernelCall call, MemorySegment frame, MemorySegment scratch) {
        this.index = index;
        this.call = call;
        this.frame = frame;
        this.scratch = scratch;
    }

    void wake() {
        LockSupport.unpark(thread);
    }
}
