package org.chiptest.runtime.sim;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.EffectiveRunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.Counters;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.graph.CallFrames;
import org.chiptest.runtime.graph.KernelTable;
import org.chiptest.runtime.linker.Shim;
import org.chiptest.runtime.linker.WarmUp;
import org.chiptest.runtime.log.RuntimeLog;
import org.chiptest.runtime.trb.TensormapRuntime;
import org.chiptest.runtime.trb.TrbOrchestration;

/** Callables of tensormap_and_ringbuffer: preparing stores the orchestration's bytes, the first run opens them. */
final class TrbCallables implements CallableRuntime {

    private final WarmUp warmUp;
    private final OrchestrationPool pool = new OrchestrationPool();
    private final AicpuLibraries libraries;
    private final TensormapRuntime runtime;

    TrbCallables(Shim shim, Architecture architecture, CallFrames frames, UserLibraries opener,
            Counters counters, RuntimeLog log) {
        this.warmUp = shim.warmUp();
        this.libraries = new AicpuLibraries(opener, counters);
        this.runtime = new TensormapRuntime(shim, architecture, frames, log);
    }

    @Override
    public PreparedState prepare(int cid, ChipCallable callable, KernelTable kernels) {
        if (callable.orchestration().byteSize() == 0) {
            throw new DeviceException(-1,
                    "callable id " + cid + " has no orchestration; a callable needs its library's bytes");
        }
        return new PreparedState.Trb(kernels, pool.acquire(callable.orchestration()), callable.functionName(),
                callable.configName());
    }

    @Override
    public void run(int cid, PreparedState state, TaskArgs args, CallConfig config, EffectiveRunSettings settings) {
        PreparedState.Trb trb = (PreparedState.Trb) state;
        runtime.run(libraries.orchestration(cid, trb), trb.kernels(), args, config, settings);
    }

    @Override
    public void warmUp() {
        runtime.run(new TrbOrchestration(warmUp.trbEntry(), 0, 0), KernelTable.of(0, warmUp.kernel()), new TaskArgs(),
                CallConfig.defaults().withBlockDim(1), EffectiveRunSettings.DEFAULTS);
    }

    @Override
    public void unregister(int cid, PreparedState state) {
        libraries.close(cid);
        pool.release(((PreparedState.Trb) state).image());
    }

    @Override
    public boolean close() {
        return runtime.close();
    }
}
