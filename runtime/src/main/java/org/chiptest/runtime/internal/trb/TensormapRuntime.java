package org.chiptest.runtime.internal.trb;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SortedSet;

import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.args.ChipStorageTaskArgsDescriptor;
import org.chiptest.runtime.internal.args.EffectiveRunSettings;
import org.chiptest.runtime.internal.graph.CallFrames;
import org.chiptest.runtime.internal.graph.KernelTable;
import org.chiptest.runtime.internal.graph.Run;
import org.chiptest.runtime.internal.graph.RunFailure;
import org.chiptest.runtime.internal.graph.RunPhase;
import org.chiptest.runtime.internal.graph.RunWatch;
import org.chiptest.runtime.internal.graph.Scheduler;
import org.chiptest.runtime.internal.linker.CppException;
import org.chiptest.runtime.internal.linker.OrchestrationCall;
import org.chiptest.runtime.internal.linker.RuntimeObject;
import org.chiptest.runtime.internal.linker.Shim;
import org.chiptest.runtime.internal.log.RuntimeLog;
import org.chiptest.runtime.internal.memory.MemoryNames;
import org.chiptest.runtime.internal.redzone.OverrunReport;
import org.jspecify.annotations.Nullable;

/**
 * Run orchestrations of tensormap_and_ringbuffer on one device: tasks run while the orchestration is still submitting
 * ({@code docs/contract/trb.md}).
 *
 * <p>One object serves all runs of a device, one run at a time, called by one thread. A run that fails leaves it usable, except
 * when a kernel does not return.
 */
public final class TensormapRuntime {

    /** Tasks of one ring that can be ready at the same time, however large its window is. */
    private static final int MAX_READY_OF_RING = 1 << 20;

    private final Shim shim;
    private final Scheduler scheduler;
    private final OrchestrationCall call;
    private final Rings rings;
    private final Submission submission;
    private final TensorAccess access;
    private final AicpuOperations operations;
    private final ArgumentStage stage;
    private final MemoryNames names;
    private final TrbPolicy policy;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment entryArguments = arena.allocate(ChipStorageTaskArgsDescriptor.SIZE, Long.BYTES);

    /**
     * Create the runtime of a device with its threads.
     *
     * @param frames call frames, one for each thread that may ever run kernels
     * @param log    receives the messages of orchestrations
     * @param names  gets the names of tensors
     */
    public TensormapRuntime(Shim shim, Architecture architecture, CallFrames frames, RuntimeLog log,
            MemoryNames names) {
        this.shim = shim;
        this.names = names;
        stage = new ArgumentStage(names);
        scheduler = new Scheduler("trb-" + frames.device(),
                EffectiveRunSettings.DEFAULT_TASK_WINDOW * ScopeStack.RINGS, frames);
        call = frames.orchestrationCall();
        rings = new Rings(scheduler);
        submission = new Submission(scheduler, rings, new SubmitArguments(names));
        access = new TensorAccess(scheduler, rings);
        DeferredCompletions deferred = new DeferredCompletions(scheduler, architecture.sdmaEventRecords());
        policy = new TrbPolicy(shim, deferred);
        operations = new AicpuOperations(scheduler, rings, submission, access, deferred, log);
    }

    /**
     * Run one orchestration to its end. Tensors of the host are copied to the device before and back after success; on failure
     * none is copied back.
     *
     * @throws DeviceException with a code of {@code docs/contract/trb.md#error-codes}, negated
     */
    public void run(TrbOrchestration orchestration, KernelTable kernels, Run run) {
        try (RuntimeObject object = shim.trbRuntime(operations)) {
            OverrunReport.guard(() -> runStaged(orchestration, kernels, run, object), () -> overruns(run.args()));
            run.watch().enter(RunPhase.COPY_OUT);
            stage.copyBack();
        } finally {
            run.watch().enter(RunPhase.UNBIND);
            call.settle();
            if (scheduler.isUsable()) {
                stage.clear();
                rings.trim();
            }
        }
    }

    private void runStaged(TrbOrchestration orchestration, KernelTable kernels, Run run, RuntimeObject object) {
        EffectiveRunSettings settings = run.settings();
        rings.reset(settings);
        run.watch().enter(RunPhase.COPY_IN);
        TaskArgs staged = stage.copyIn(run.args());
        run.watch().enter(RunPhase.BIND);
        rings.tensors.begin(ArgumentRanges.of(staged));
        names.keep();
        ChipStorageTaskArgsDescriptor.write(staged, entryArguments);
        requireEnoughArguments(orchestration, object, run.args());
        submission.begin(orchestration, kernels, run);
        access.begin(settings.tensorWaitTimeout());
        policy.begin(object);
        scheduler.ensureCapacity(Math.min(settings.taskWindow(), MAX_READY_OF_RING) * ScopeStack.RINGS);
        scheduler.begin(run, policy);
        try {
            execute(orchestration, object, run.watch());
        } finally {
            scheduler.end();
            tellCounts(run);
        }
    }

    /** Return the kernels of the last run that had a tensor in a range, as far as the rings still hold their tasks. */
    public SortedSet<Integer> kernelsWith(long address, long size) {
        return rings.kernelsWith(address, size);
    }

    /** Tell whether no kernel of a failed run is still running. */
    public boolean isUsable() {
        return scheduler.isUsable();
    }

    /** Stop all threads and give all memory back; false if a kernel still runs, whose memory then stays. */
    public boolean close() {
        scheduler.close();
        if (scheduler.isUsable()) {
            rings.close();
            stage.close();
            arena.close();
        }
        return scheduler.isUsable();
    }

    private void tellCounts(Run run) {
        if (run.observer() != null) {
            run.observer().counted(submission.created(), submission.edges(), scheduler.kernelsCalled());
        }
    }

    private OverrunReport overruns(TaskArgs args) {
        OverrunReport report = new OverrunReport();
        stage.takeOverruns(args, rings::kernelsWith, report);
        return report;
    }

    private void requireEnoughArguments(TrbOrchestration orchestration, RuntimeObject object, TaskArgs args) {
        if (orchestration.config() == 0) {
            return;
        }
        int expected;
        try {
            expected = call.trbConfig(orchestration.config(), object, entryArguments.address());
        } catch (CppException e) {
            throw new DeviceException("the orchestration's config function threw " + e.getMessage(), e);
        }
        int passed = args.tensorCount() + args.scalarCount();
        if (passed < expected) {
            throw new DeviceException("the orchestration expects " + expected + " arguments, it got " + passed
                    + " (" + args.tensorCount() + " tensors and " + args.scalarCount() + " scalars)");
        }
    }

    private void execute(TrbOrchestration orchestration, RuntimeObject object, RunWatch watch) {
        watch.enter(RunPhase.ORCHESTRATE);
        RuntimeException thrown = failing(orchestration, object);
        watch.enter(RunPhase.EXECUTE);
        RunFailure failure = drained();
        if (failure != null) {
            DeviceException exception = failure.toException();
            if (thrown != null) {
                exception.initCause(thrown);
            }
            throw exception;
        }
    }

    /** Call the orchestration, and return what it has thrown, which fails the run. */
    private @Nullable RuntimeException failing(TrbOrchestration orchestration, RuntimeObject object) {
        try {
            orchestrate(orchestration, object);
            return null;
        } catch (CppException e) {
            scheduler.fail(new RunFailure("the orchestration threw " + e.getMessage()));
            return e;
        } catch (RuntimeException e) {
            scheduler.fail(new RunFailure(
                    "the runtime itself failed in an operation that the orchestration called: " + e));
            return e;
        }
    }

    /** Wait until all tasks have run, and return what is wrong with them. */
    private @Nullable RunFailure drained() {
        RunFailure fatal = operations.fatal();
        if (fatal != null) {
            scheduler.fail(fatal);
            return fatal;
        }
        scheduler.drain();
        RunFailure failure = scheduler.failure();
        return failure != null || scheduler.completed() >= submission.tasks()
                ? failure
                : new RunFailure(-ErrorCode.SCHEDULER_TIMEOUT.code,
                        "deadlock: " + (submission.tasks() - scheduler.completed())
                                + " tasks can never run: nothing is running and nothing is ready");
    }

    private void orchestrate(TrbOrchestration orchestration, RuntimeObject object) {
        if (orchestration.bind() != 0) {
            call.bindRuntime(orchestration.bind(), object);
        }
        try {
            operations.begin(object);
            call.trbEntry(orchestration.entry(), object, entryArguments.address());
            String damage = object.damage();
            if (damage != null) {
                scheduler.fail(new RunFailure("the orchestration: " + damage));
            }
        } finally {
            operations.end();
            if (orchestration.bind() != 0) {
                call.unbindRuntime(orchestration.bind(), object);
            }
        }
    }
}
