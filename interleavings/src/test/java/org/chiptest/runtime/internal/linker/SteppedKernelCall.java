package org.chiptest.runtime.internal.linker;

/** Stands for {@link KernelCall} where kernels are Java code. */
public final class SteppedKernelCall {

    private final SteppedShim.Kernel kernel;
    private long lastCookie;

    SteppedKernelCall(SteppedShim.Kernel kernel, long cookie) {
        this.kernel = kernel;
        this.lastCookie = cookie;
    }

    public long newCookie() {
        return ++lastCookie;
    }

    public void identify(int device, int cluster, int core, int lane) {
        // kernels do not ask where they are
    }

    public void block(long cookie, int kernels, int subblocks) {
        // kernels do not ask what they are part of
    }

    public boolean run(long function, long args, long task, int funcId, int block, long stamps) {
        return kernel.run(task, funcId, block);
    }

    public void settle() {
        // kernels leave threads as they are
    }

    public CppException thrown() {
        return new CppException("boom", "");
    }
}
