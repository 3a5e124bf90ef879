package org.chiptest.runtime.internal.sim;

import java.util.SortedSet;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.Counters;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.args.EffectiveRunSettings;
import org.chiptest.runtime.internal.graph.CallFrames;
import org.chiptest.runtime.internal.graph.KernelTable;
import org.chiptest.runtime.internal.graph.Run;
import org.chiptest.runtime.internal.linker.Shim;
import org.chiptest.runtime.internal.linker.WarmUp;
import org.chiptest.runtime.internal.log.RuntimeLog;
import org.chiptest.runtime.internal.memory.MemoryNames;
import org.chiptest.runtime.internal.redzone.OverrunReport;
import org.chiptest.runtime.internal.sim.memory.DeviceMemory;
import org.chiptest.runtime.internal.trb.TensormapRuntime;
import org.chiptest.runtime.internal.trb.TrbOrchestration;

/** Callables of tensormap_and_ringbuffer: preparing stores the orchestration's bytes, the first run opens them. */
final class TrbCallables implements CallableRuntime {

    private final WarmUp warmUp;
    private final OrchestrationPool pool = new OrchestrationPool();
    private final AicpuLibraries libraries;
    private final DeviceMemory memory;
    private final TensormapRuntime runtime;

    TrbCallables(Shim shim, Architecture architecture, CallFrames frames, DeviceMemory memory, UserLibraries opener,
            Counters counters, RuntimeLog log, MemoryNames names) {
        this.memory = memory;
        this.warmUp = shim.warmUp();
        this.libraries = new AicpuLibraries(opener, counters);
        this.runtime = new TensormapRuntime(shim, architecture, frames, log, names);
    }

    @Override
    public Prepared prepare(int cid, ChipCallable callable, KernelTable kernels) {
        if (callable.orchestration().byteSize() == 0) {
            throw new DeviceException(
                    "callable id " + cid + " has no orchestration; a callable needs its library's bytes");
        }
        UserLibraries.requireFunction(callable.orchestration(), AicpuLibraries.entryOf(callable.functionName()),
                AicpuLibraries.purpose(cid));
        return new PreparedTrb(cid, kernels, pool.acquire(callable.orchestration()), callable);
    }

    /** Tensors that are the device's own already lie in its memory, and so do those of a device in this process. */
    private OverrunReport overruns(TaskArgs args) {
        return OverrunReport.of(memory.takeOverruns(), (address, size) -> OverrunReport.nameOf(address, size, args),
                runtime::kernelsWith);
    }

    @Override
    public void warmUp() {
        runtime.run(new TrbOrchestration(warmUp.trbEntry(), 0, 0, 0), KernelTable.of(0, warmUp.kernel()),
                Run.unobserved(new TaskArgs(), CallConfig.defaults().withBlockDim(1), EffectiveRunSettings.DEFAULTS));
    }

    @Override
    public SortedSet<Integer> kernelsWith(long address, long size) {
        return runtime.kernelsWith(address, size);
    }

    @Override
    public boolean isUsable() {
        return runtime.isUsable();
    }

    @Override
    public boolean close() {
        return runtime.close();
    }

    /** A callable whose library's bytes are in the pool until it is released; the first run opens them. */
    private final class PreparedTrb implements Prepared {

        private final int cid;
        private final KernelTable kernels;
        private final OrchestrationPool.Image image;
        private final String functionName;
        private final String configName;

        PreparedTrb(int cid, KernelTable kernels, OrchestrationPool.Image image, ChipCallable callable) {
            this.cid = cid;
            this.kernels = kernels;
            this.image = image;
            functionName = callable.functionName();
            configName = callable.configName();
        }

        @Override
        public void run(Run run) {
            OverrunReport.guard(
                    () -> runtime.run(libraries.orchestration(cid, image, functionName, configName), kernels, run),
                    () -> overruns(run.args()));
        }

        @Override
        public void release() {
            libraries.close(cid);
            pool.release(image);
        }
    }
}
