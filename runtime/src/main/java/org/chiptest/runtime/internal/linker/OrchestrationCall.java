package org.chiptest.runtime.internal.linker;

import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.internal.callable.EntrySymbol;

/**
 * Call the entry points of orchestrations. One object per thread.
 *
 * <p>What goes wrong in Java while an orchestration calls an operation comes before what the orchestration throws in consequence.
 *
 * <p>While an entry runs, the frame says so, for a process that shares its memory: see {@link RunningCall#read}.
 */
public final class OrchestrationCall {

    private static final String ENTRY = "the orchestration's entry";

    private final Shim shim;
    private final CallFrame frame;
    private final ThreadStateListener changes;

    OrchestrationCall(Shim shim, MemorySegment frame, ThreadStateListener changes) {
        this.shim = shim;
        this.changes = changes;
        this.frame = new CallFrame(frame);
        this.frame.task(-1, -1, -1);
        this.frame.identify(-1, -1, -1, 0);
    }

    /** Say which device the orchestration works for. */
    public void identify(int device) {
        frame.identify(device, -1, -1, 0);
    }

    /**
     * Call {@code int entry(OrchestrationRuntime *, const ChipStorageTaskArgs &)} of host_build_graph and return its result.
     *
     * @throws CppException if the entry threw; what an operation of {@code runtime} threw is thrown as it is
     */
    public int hbgEntry(long function, RuntimeObject runtime, long args) {
        prepare(function, args, runtime);
        enter(shim.callHbgEntry(frame.address()), runtime);
        return frame.result();
    }

    /**
     * Call {@code void entry(const ChipStorageTaskArgs &)} of tensormap_and_ringbuffer.
     *
     * @throws CppException if the entry threw; what an operation of {@code runtime} threw is thrown as it is
     */
    public void trbEntry(long function, RuntimeObject runtime, long args) {
        prepare(function, args, runtime);
        enter(shim.callTrbEntry(frame.address()), runtime);
    }

    /**
     * Call {@code PTO2OrchestrationConfig config(const ChipStorageTaskArgs &)} and return its expected number of arguments.
     *
     * @throws CppException if the function threw; what an operation of {@code runtime} threw is thrown as it is
     */
    public int trbConfig(long function, RuntimeObject runtime, long args) {
        prepare(function, args, runtime);
        finish("the orchestration's config function", shim.callTrbConfig(frame.address()), runtime);
        return frame.result();
    }

    /** Call {@code framework_bind_runtime(rt)}. */
    public void bindRuntime(long function, RuntimeObject runtime) {
        prepare(function, runtime.address(), runtime);
        finish(EntrySymbol.BIND, shim.callBindRuntime(frame.address()), runtime);
    }

    /** Call {@code framework_bind_runtime(NULL)}, after a run with {@code runtime}. */
    public void unbindRuntime(long function, RuntimeObject runtime) {
        prepare(function, 0, runtime);
        if (threw(EntrySymbol.BIND, shim.callBindRuntime(frame.address()))) {
            throw frame.thrown();
        }
    }

    /** Put back what kernels of a run have changed of this thread that is too expensive to look at after each of them. */
    public void settle() {
        changes.changed("a kernel that ran on the orchestration's thread", shim.settleThread());
    }

    private void prepare(long function, long args, RuntimeObject runtime) {
        frame.target(function, args);
        frame.runtime(runtime.address());
    }

    /** Kernels may run on this thread next, so all that the entry has changed is put back. */
    private void enter(int outcome, RuntimeObject runtime) {
        changes.changed(ENTRY, shim.settleThread());
        finish(ENTRY, outcome, runtime);
    }

    private boolean threw(String function, int outcome) {
        changes.changed(function, Shim.changed(outcome));
        return Shim.threw(outcome);
    }

    private void finish(String function, int outcome, RuntimeObject runtime) {
        boolean threw = threw(function, outcome);
        Throwable failure = runtime.failure();
        if (failure != null) {
            if (threw) {
                failure.addSuppressed(frame.thrown());
            }
            throw Libc.unchecked(failure);
        }
        if (threw) {
            throw frame.thrown();
        }
    }
}
