package org.chiptest.runtime.linker;

import java.lang.foreign.MemorySegment;

/**
 * Calls the entry points of orchestrations. One object per thread.
 *
 * <p>While an entry runs, the frame says so, for a process that shares its memory: see {@link RunningCall#read}.
 */
public final class OrchestrationCall {

    private final Shim shim;
    private final CallFrame frame;

    OrchestrationCall(Shim shim, MemorySegment frame) {
        this.shim = shim;
        this.frame = new CallFrame(frame);
        this.frame.task(-1, -1, -1);
        this.frame.identify(-1, -1, -1, 0);
    }

    /** Say which device the orchestration works for. */
    public void identify(int device) {
        frame.identify(device, -1, -1, 0);
    }

    /**
     * Call {@code int entry(OrchestrationRuntime *, const ChipStorageTaskArgs &)} and return its result.
     *
     * @throws CppException if the entry threw
     */
    public int hbgEntry(long function, long runtime, long args) {
        frame.target(function, args);
        frame.runtime(runtime);
        if (!shim.callHbgEntry(frame.address())) {
            throw frame.thrown();
        }
        return frame.result();
    }
}
