package org.chiptest.benchmark;

import java.lang.foreign.Arena;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.internal.linker.CallFrameDescriptor;
import org.chiptest.runtime.internal.linker.KernelCall;
import org.chiptest.runtime.internal.linker.Shim;

/** Print how long the call of a kernel that does nothing takes, with the identity of a core and a block, as the dispatcher makes it. */
public final class KernelCalls {

    private static final int ROUNDS = 8;
    private static final int CALLS = 5_000_000;

    private KernelCalls() {}

    /** Measure; takes no arguments. */
    public static void main(String[] arguments) {
        Shim shim = Shim.load(TestToolchain.shim());
        KernelCall call = shim.kernelCall(
                Arena.global().allocate(CallFrameDescriptor.SIZE, CallFrameDescriptor.ALIGNMENT));
        long kernel = shim.warmUp().kernel();
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                call.identify(0, i & 15, i & 31, i & 1);
                call.block(call.newCookie(), 1, 1);
                call.run(kernel, 0, i, 0, 0);
            }
            best = Math.min(best, (System.nanoTime() - begin) / (double) CALLS);
        }
        System.out.printf("%.1f ns for a call%n", best);
    }
}
