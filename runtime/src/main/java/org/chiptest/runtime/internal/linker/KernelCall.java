package org.chiptest.runtime.internal.linker;

import java.lang.foreign.MemorySegment;

/**
 * Call kernels on behalf of simulated cores. One object per thread; nothing is allocated by a call.
 *
 * <p>While a kernel runs, the frame says which one, for whom and since when, so a process that shares its memory can tell after a crash:
 * see {@link RunningCall#read}.
 */
public final class KernelCall {

    /** Address of the stamps of a call that nobody watches. */
    public static final long NO_STAMPS = 0;

    private final Shim shim;
    private final CallFrame frame;
    private final ThreadStateListener changes;
    private int device = -1;
    private long core;
    private long cookie;
    private long composition;
    private long lastCookie;
    private int lastFuncId = -1;

    /** Make calls of which no other object of the process has a cookie that follows this one. */
    KernelCall(Shim shim, MemorySegment frame, long cookie, ThreadStateListener changes) {
        this.shim = shim;
        this.frame = new CallFrame(frame);
        this.changes = changes;
        this.frame.identify(device, 0, 0, 0);
        block(cookie, 1, 1);
        this.lastCookie = cookie;
    }

    /** Return a number for a block that no other block of this process has or had. */
    public long newCookie() {
        return ++lastCookie;
    }

    /**
     * Take the identity of a core: what the next kernels see as theirs.
     *
     * @param device  id of the device that owns the pipe state of its clusters; negative: none
     * @param cluster index of the cluster in the device
     * @param core    index of the core in the device, for reports
     * @param lane    0 for AIC and for the first AIV of a cluster, 1 for the second
     */
    public void identify(int device, int cluster, int core, int lane) {
        if (device != this.device) {
            this.device = device;
            frame.identify(device, cluster, core, lane);
        }
        this.core = KernelWordsDescriptor.core(core, cluster, lane);
    }

    /**
     * Say which block the next kernel is part of: the kernels of a block share memory until the last of them has ended.
     *
     * @param cookie    the block's number, the same for all its kernels
     * @param kernels   how many kernels the block consists of
     * @param subblocks how many of these are for vector cores, or 1 if none is
     */
    public void block(long cookie, int kernels, int subblocks) {
        this.cookie = cookie;
        composition = KernelWordsDescriptor.composition(kernels, subblocks);
    }

    /**
     * Run {@code kernel_entry(args)}. If it leaves the thread with another floating-point environment, say, that is put back.
     *
     * @param function address of the kernel, not 0
     * @param args     address of its argument slots
     * @param task     id of the task, for reports
     * @param funcId   func id of the kernel, for reports
     * @param block    index of the block, for reports
     * @return true if the kernel returned; false if it threw, see {@link #thrown()}
     */
    public boolean run(long function, long args, long task, int funcId, int block) {
        return run(function, args, task, funcId, block, NO_STAMPS);
    }

    /**
     * Run {@code kernel_entry(args)} and stamp when the kernel itself began and ended.
     *
     * @param stamps address of three words for the moments, and for the one when the call was over, in ticks of {@link Shim#ticks}; {@link #NO_STAMPS} if nobody wants them
     */
    public boolean run(long function, long args, long task, int funcId, int block, long stamps) {
        lastFuncId = funcId;
        int outcome = shim.callKernel(frame.address(), function, args, task,
                KernelWordsDescriptor.kernel(funcId, block),
                core | composition, cookie, stamps);
        if (outcome == 0) {
            return true;
        }
        changes.changed("kernel " + funcId, Shim.changed(outcome));
        return !Shim.threw(outcome);
    }

    /** Put back what the kernels of a run have changed of this thread that is too expensive to look at after each of them. */
    public void settle() {
        if (lastFuncId >= 0) {
            changes.changed("kernel " + lastFuncId + ", or one that ran on the same thread before it,",
                    shim.settleThread());
            lastFuncId = -1;
        }
    }

    /** Return the exception that the last kernel threw, after {@link #run} said false. */
    public CppException thrown() {
        return frame.thrown();
    }
}
