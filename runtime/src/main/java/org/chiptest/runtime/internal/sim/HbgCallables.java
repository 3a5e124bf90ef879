package org.chiptest.runtime.internal.sim;

import java.util.List;
import java.util.SortedSet;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Counters;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.args.EffectiveRunSettings;
import org.chiptest.runtime.internal.graph.CallFrames;
import org.chiptest.runtime.internal.graph.KernelTable;
import org.chiptest.runtime.internal.graph.Run;
import org.chiptest.runtime.internal.hbg.HbgOrchestration;
import org.chiptest.runtime.internal.hbg.HostBuildGraphRuntime;
import org.chiptest.runtime.internal.linker.LibraryLoader.Binding;
import org.chiptest.runtime.internal.linker.NativeLibrary;
import org.chiptest.runtime.internal.linker.Shim;
import org.chiptest.runtime.internal.linker.WarmUp;
import org.chiptest.runtime.internal.log.RuntimeLog;
import org.chiptest.runtime.internal.memory.MemoryNames;
import org.chiptest.runtime.internal.sim.memory.DeviceMemory;

/** Callables of host_build_graph: preparing opens the orchestration on the host, once for each callable id. */
final class HbgCallables implements CallableRuntime {

    private final WarmUp warmUp;
    private final UserLibraries opener;
    private final Counters counters;
    private final HostBuildGraphRuntime runtime;

    HbgCallables(Shim shim, CallFrames frames, DeviceMemory memory, UserLibraries opener, Counters counters,
            RuntimeLog log, MemoryNames names) {
        this.warmUp = shim.warmUp();
        this.opener = opener;
        this.counters = counters;
        this.runtime = new HostBuildGraphRuntime(shim, frames, memory, log, names);
    }

    @Override
    public Prepared prepare(int cid, ChipCallable callable, KernelTable kernels) {
        String purpose = "orchestration of callable id " + cid;
        String name = callable.functionName();
        if (name.isEmpty()) {
            throw new DeviceException(
                    purpose + " has no function name; host_build_graph has no default, name its entry");
        }
        UserLibraries.requireFunction(callable.orchestration(), name, purpose);
        NativeLibrary library = opener.open(callable.orchestration(), purpose, Binding.NOW);
        counters.liveLibraries(1);
        try {
            HbgOrchestration orchestration = new HbgOrchestration(name, UserLibraries.require(library, name));
            counters.hostOpened();
            return new PreparedHbg(kernels, library, orchestration);
        } catch (DeviceException e) {
            close(library);
            throw e;
        }
    }

    @Override
    public void warmUp() {
        runtime.run(new HbgOrchestration("warm-up", warmUp.hbgEntry()), KernelTable.of(0, warmUp.kernel()),
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

    private void close(NativeLibrary library) {
        opener.close(List.of(library), () -> counters.liveLibraries(-1));
    }

    /** A callable whose library is open on the host until it is released. */
    private final class PreparedHbg implements Prepared {

        private final KernelTable kernels;
        private final NativeLibrary library;
        private final HbgOrchestration orchestration;

        PreparedHbg(KernelTable kernels, NativeLibrary library, HbgOrchestration orchestration) {
            this.kernels = kernels;
            this.library = library;
            this.orchestration = orchestration;
        }

        @Override
        public void run(Run run) {
            runtime.run(orchestration, kernels, run);
        }

        @Override
        public void release() {
            close(library);
        }
    }
}
