package org.chiptest.runtime.trb;

import org.chiptest.runtime.graph.RunFailure;
import org.chiptest.runtime.graph.Scheduler;
import org.chiptest.runtime.linker.LogLevel;
import org.chiptest.runtime.linker.RuntimeObject;
import org.chiptest.runtime.linker.TrbOperations;
import org.chiptest.runtime.log.RuntimeLog;
import org.jspecify.annotations.Nullable;

/**
 * The runtime as an orchestration sees it: its operations, and what stops them.
 *
 * <p>The first fatal error is latched; after it no operation has an effect (specification, 6.4 and 6.11). Used by the
 * orchestrating thread only.
 */
final class Orchestrator implements TrbOperations {

    private final Scheduler scheduler;
    private final Rings rings;
    private final Submission submission;
    private final TensorAccess access;
    private final DeferredCompletions deferred;
    private final RuntimeLog log;
    private @Nullable RuntimeObject object;
    private @Nullable RunFailure fatal;

    Orchestrator(Scheduler scheduler, Rings rings, Submission submission, TensorAccess access,
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
        fatal = null;
        rings.scopes.begin(ScopeStack.AUTO);
    }

    /** Note that the orchestration has returned: close the scopes that are open. */
    void end() {
        rings.scopes.reset();
    }

    /** Return the fatal error of the orchestration, or null. */
    @Nullable
    RunFailure fatal() {
        return fatal;
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
            rings.scopes.begin(mode);
        } catch (FatalError e) {
            stop("scope_begin", e);
        }
    }

    @Override
    public void scopeEnd() {
        if (rings.scopes.depth() > 1) {
            rings.scopes.end();
        } else {
            stop("scope_end", new FatalError(ErrorCode.INVALID_ARGS,
                    "there is no open scope; each scope_end needs a scope_begin before it"));
        }
    }

    @Override
    public void orchestrationDone() {
        // the framework says the same by returning from the entry, which is when the run goes on to drain
    }

    @Override
    public void reportFatal(int code, String function, String message) {
        if (code != 0 && fatal == null) {
            fatal = new RunFailure(-Math.abs(code), ErrorCode.name(code) + "reported by " + function + ": " + message);
        }
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
        if (scheduler.failure() != null) {
            throw new RunStoppedException();
        }
        if (deferred.isWaiting()) {
            deferred.poll();
        }
    }

    private void stop(String operation, FatalError error) {
        if (fatal == null) {
            ErrorCode code = error.code();
            fatal = new RunFailure(-code.code, ErrorCode.name(code.code) + operation + ": " + error.getMessage());
        }
        stop();
    }

    private void stop() {
        if (object != null) {
            object.stop();
        }
    }
}
