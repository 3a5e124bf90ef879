package org.chiptest.runtime.internal.linker;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Stands for {@link Shim} where kernels are Java code: makes the calls of a scenario's kernel. */
public final class SteppedShim {

    private static final SteppedShim SHIM = new SteppedShim();

    private volatile Kernel kernel = (task, funcId, block) -> true;
    private long calls;

    private SteppedShim() {}

    /** What is called in place of all kernels. */
    @FunctionalInterface
    public interface Kernel {

        /** Do what the kernel does, and tell whether it returned. */
        boolean run(long task, int funcId, int block);
    }

    /** Have this called in place of kernels. */
    public static void install(Kernel kernel) {
        SHIM.kernel = kernel;
    }

    public static SteppedShim load(Path library) {
        return SHIM;
    }

    public SteppedKernelCall kernelCall(MemorySegment frame, ThreadStateListener changes) {
        return new SteppedKernelCall(kernel, ++calls << 32);
    }
}
