package org.chiptest.runtime.internal.hbg;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SortedSet;

import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.args.ChipStorageTaskArgsDescriptor;
import org.chiptest.runtime.internal.graph.CallFrames;
import org.chiptest.runtime.internal.graph.KernelTable;
import org.chiptest.runtime.internal.graph.Run;
import org.chiptest.runtime.internal.graph.RunFailure;
import org.chiptest.runtime.internal.graph.RunPhase;
import org.chiptest.runtime.internal.graph.Scheduler;
import org.chiptest.runtime.internal.linker.CppException;
import org.chiptest.runtime.internal.linker.OrchestrationCall;
import org.chiptest.runtime.internal.linker.RuntimeObject;
import org.chiptest.runtime.internal.linker.Shim;
import org.chiptest.runtime.internal.log.RuntimeLog;
import org.chiptest.runtime.internal.memory.MemoryNames;
import org.chiptest.runtime.internal.redzone.OverrunReport;
import org.chiptest.runtime.internal.sim.memory.DeviceMemory;

/**
 * Run callables of host_build_graph: call the orchestration, which builds a graph, then run the graph, then copy the
 * recorded tensors back and free what the run allocated ({@code docs/contract/hbg.md}). Used by the device's caller only.
 */
public final class HostBuildGraphRuntime {

    private final Shim shim;
    private final DeviceMemory memory;
    private final RuntimeLog log;
    private final MemoryNames names;
    private final HostGraph graph = new HostGraph();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment argumentBlock = arena.allocate(ChipStorageTaskArgsDescriptor.SIZE, Long.BYTES);
    private final OrchestrationCall call;
    private final Scheduler scheduler;

    /**
     * Create the runtime of one device with its kernel threads.
     *
     * @param names gets the names of what orchestrations allocate
     */
    public HostBuildGraphRuntime(Shim shim, CallFrames frames, DeviceMemory memory, RuntimeLog log,
            MemoryNames names) {
        this.shim = shim;
        this.memory = memory;
        this.log = log;
        this.names = names;
        this.call = frames.orchestrationCall();
        this.scheduler = new Scheduler("hbg-" + frames.device(), HostGraph.MAX_TASKS, frames);
    }

    /**
     * Run a callable to its end.
     *
     * @throws DeviceException with the orchestration's own return value if that is not 0, else with the run's code
     */
    public void run(HbgOrchestration orchestration, KernelTable kernels, Run run) {
        graph.begin(run);
        HostOperations operations = new HostOperations(graph, memory, log, names, run);
        try {
            OverrunReport.guard(() -> execute(orchestration, kernels, run, operations), operations::overruns);
        } finally {
            run.watch().enter(RunPhase.UNBIND);
            call.settle();
            if (scheduler.isUsable()) {
                operations.release();
            }
        }
    }

    /** Return the kernels of the last run that had a pointer into a range. */
    public SortedSet<Integer> kernelsWith(long address, long size) {
        return graph.kernelsWith(address, size);
    }

    /** Tell whether no kernel of a failed run is still running. */
    public boolean isUsable() {
        return scheduler.isUsable();
    }

    /** Stop all threads and release everything; false if a kernel still runs, whose memory then stays. */
    public boolean close() {
        scheduler.close();
        if (scheduler.isUsable()) {
            graph.close();
            arena.close();
        }
        return scheduler.isUsable();
    }

    private void execute(HbgOrchestration orchestration, KernelTable kernels, Run run, HostOperations operations) {
        // the orchestration's time counts too: it may be what never returns
        scheduler.begin(run, graph);
        try {
            run.watch().enter(RunPhase.ORCHESTRATE);
            build(orchestration, run.args(), operations);
            run.watch().enter(RunPhase.EXECUTE);
            graph.resolve(kernels);
            graph.tellContent(kernels, operations::isDeviceMemory, operations::tensorInfos);
            graph.submit(scheduler);
            scheduler.drain();
        } finally {
            scheduler.end();
            if (run.observer() != null) {
                run.observer().counted(graph.count(), graph.edges(), scheduler.kernelsCalled());
            }
        }
        run.watch().enter(RunPhase.COPY_OUT);
        // The reference copies back after a failed run too, and lets the run's own code stand.
        int copied = operations.copyBack();
        requireComplete();
        if (copied != 0) {
            throw new DeviceException(copied, "a recorded tensor pair has a null address and was not copied back");
        }
    }

    private void build(HbgOrchestration orchestration, TaskArgs args, HostOperations operations) {
        ChipStorageTaskArgsDescriptor.write(args, argumentBlock);
        int code = call(orchestration, operations);
        if (code != 0) {
            throw new DeviceException(code, "orchestration " + orchestration.name() + " returned " + code);
        }
        String refused = operations.refused();
        if (refused != null) {
            throw new DeviceException(refused + "; orchestration " + orchestration.name()
                    + " was told so, and returned 0 all the same");
        }
    }

    private int call(HbgOrchestration orchestration, HostOperations operations) {
        try (RuntimeObject runtime = shim.hbgRuntime(operations)) {
            int code = call.hbgEntry(orchestration.entry(), runtime, argumentBlock.address());
            String damage = runtime.damage();
            if (damage != null) {
                throw new DeviceException("orchestration " + orchestration.name() + ": " + damage);
            }
            return code;
        } catch (CppException e) {
            throw new DeviceException("orchestration " + orchestration.name() + " threw " + e.getMessage(), e);
        } catch (DeviceException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new DeviceException("the runtime itself failed in an operation that orchestration "
                    + orchestration.name() + " called: " + e, e);
        }
    }

    private void requireComplete() {
        RunFailure failure = scheduler.failure();
        if (failure != null) {
            throw failure.toException();
        }
        if (scheduler.completed() != graph.count()) {
            throw new DeviceException(DeviceException.TIMEOUT,
                    "the graph can never finish: " + graph.describeWaiting() + "; remove the cycle");
        }
    }
}
