package org.chiptest.runtime.internal.trb;

import java.util.concurrent.atomic.AtomicReference;

import org.chiptest.runtime.internal.graph.RunFailure;
import org.chiptest.runtime.internal.graph.Scheduler;
import org.chiptest.runtime.internal.linker.LogLevel;
import org.chiptest.runtime.internal.linker.RuntimeObject;
import org.chiptest.runtime.internal.linker.TrbOperations;
import org.chiptest.runtime.internal.log.RuntimeLog;
import org.jspecify.annotations.Nullable;

/**
 * The runtime as an orchestration sees it: its operations, and what stops them.
 *
 * <p>The first fatal error is latched; after it no operation has an effect ({@code docs/contract/trb.md#submit} and
 * {@code docs/contract/trb.md#error-codes}). Operations are for the orchestrating thread, since they change what only that thread may; others may
 * log and report a fatal error, and nothing else.
 */
final class AicpuOperations implements TrbOperations {

    private final Scheduler scheduler;
    private final Rings rings;
    private final Submission submission;
    private final TensorAccess access;
    private final DeferredCompletions deferred;
    private final RuntimeLog log;
    private final AtomicReference<@Nullable RunFailure> fatal = new AtomicReference<>();

    /** The run's object and thread, published to threads that the orchestration starts by their start. */
    private volatile @Nullable RuntimeObject object;
    private volatile @Nullable Thread owner;

    AicpuOperations(Scheduler scheduler, Rings rings, Submission submission, TensorAccess access,
            DeferredCompletions deferred, RuntimeLog log) {
        this.scheduler = scheduler;
        this.rings = rings;
        this.submission = submission;
        this.access = access;
        this.deferred = deferred;
        this.log = log;
    }

    /** Start over for a run, for the orchestration that knows this object. */
    void begin(RuntimeObject object) {
        this.object = object;
        owner = Thread.currentThread();
        fatal.set(null);
        rings.scopes.begin(ScopeStack.AUTO);
        submission.scopeBegan();
    }

    /** Note that the orchestration has returned: close the scopes that are open. */
    void end() {
        while (rings.scopes.depth() > 0) {
            submission.endScope();
        }
        rings.scopes.reset();
    }

    /** Return the fatal error of the orchestration, or null. */
    @Nullable
    RunFailure fatal() {
        return fatal.get();
    }

    @Override
    public void submitTask(long kernels, long arg, long outputs) {
        try {
            requireRunning();
            submission.task(kernels, arg, outputs);
        } catch (FatalError e) {
            stop("submit_task", e);
        } catch (RunStoppedException e) {
            stop();
        }
    }

    @Override
    public void submitDummyTask(long arg, long outputs) {
        try {
            requireRunning();
            submission.dummy(arg, outputs);
        } catch (FatalError e) {
            stop("submit_dummy_task", e);
        } catch (RunStoppedException e) {
            stop();
        }
    }

    @Override
    public void allocTensors(long arg, long outputs) {
        try {
            requireRunning();
            submission.alloc(arg, outputs);
        } catch (FatalError e) {
            stop("alloc_tensors", e);
        } catch (RunStoppedException e) {
            stop();
        }
    }

    @Override
    public void scopeBegin(int mode) {
        try {
            requireOwner();
            rings.scopes.begin(mode);
            submission.scopeBegan();
        } catch (FatalError e) {
            stop("scope_begin", e);
        }
    }

    @Override
    public void scopeEnd() {
        try {
            requireOwner();
            if (rings.scopes.depth() == 1) {
                throw new FatalError(ErrorCode.INVALID_ARGS,
                        "there is no open scope; each scope_end needs a scope_begin before it");
            }
            submission.endScope();
        } catch (FatalError e) {
            stop("scope_end", e);
        }
    }

    @Override
    public void orchestrationDone() {
        // the framework says the same by returning from the entry, which is when the run goes on to drain
    }

    @Override
    public void reportFatal(int code, String function, String message) {
        // no error is 0, and a run that was stopped has no result
        int said = code == 0 ? ErrorCode.EXPLICIT_ORCH_FATAL.code : code;
        fatal.compareAndSet(null, new RunFailure(-Math.abs(said), ErrorCode.name(said) + "reported by " + function
                + (code == 0 ? " with code 0: " : ": ") + message));
        stop();
    }

    @Override
    public void log(LogLevel level, int verbosity, String function, String message) {
        switch (level) {
            case ERROR -> log.error(function, message);
            case WARN -> log.warn(function, message);
            case INFO -> log.info(verbosity, function, message);
            case DEBUG -> log.debug(function, message);
        }
    }

    @Override
    public long getTensorData(long tensor, int dims, long indices) {
        try {
            requireRunning();
            return access.get(tensor, dims, indices);
        } catch (FatalError e) {
            stop("get_tensor_data", e);
        } catch (RunStoppedException e) {
            stop();
        }
        return 0;
    }

    @Override
    public void setTensorData(long tensor, int dims, long indices, long value) {
        try {
            requireRunning();
            access.set(tensor, dims, indices, value);
        } catch (FatalError e) {
            stop("set_tensor_data", e);
        } catch (RunStoppedException e) {
            stop();
        }
    }

    private void requireRunning() {
        requireOwner();
        if (scheduler.failure() != null) {
            throw new RunStoppedException();
        }
        if (deferred.isWaiting()) {
            deferred.poll();
        }
    }

    private void requireOwner() {
        Thread caller = Thread.currentThread();
        if (caller != owner) {
            throw new FatalError(ErrorCode.INVALID_ARGS, "called by the thread " + caller.getName()
                    + ", but operations are for the thread that runs the orchestration's entry;"
                    + " let other threads prepare data, and submit from there");
        }
    }

    private void stop(String operation, FatalError error) {
        ErrorCode code = error.code();
        fatal.compareAndSet(null,
                new RunFailure(-code.code, ErrorCode.name(code.code) + operation + ": " + error.getMessage()));
        stop();
    }

    private void stop() {
        RuntimeObject running = object;
        if (running != null) {
            running.stop();
        }
    }
}
