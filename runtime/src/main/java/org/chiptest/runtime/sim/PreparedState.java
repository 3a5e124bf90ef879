package org.chiptest.runtime.sim;

import org.chiptest.runtime.graph.KernelTable;
import org.chiptest.runtime.hbg.HbgOrchestration;
import org.chiptest.runtime.linker.NativeLibrary;

/** What preparing a callable came to: one immutable value, with just what its runtime has (specification, 4.2). */
sealed interface PreparedState {

    /** Return the kernels of the callable. */
    KernelTable kernels();

    /**
     * A callable of host_build_graph: its library is open on the host.
     *
     * @param library the open library, closed when the callable id is unregistered
     */
    record Hbg(KernelTable kernels, NativeLibrary library, HbgOrchestration orchestration) implements PreparedState {}

    /**
     * A callable of tensormap_and_ringbuffer: the bytes of its library, which the first run opens.
     *
     * @param image        the bytes in the pool, released when the callable id is unregistered
     * @param functionName symbol of the entry
     * @param configName   symbol of the config function
     */
    record Trb(KernelTable kernels, OrchestrationPool.Image image, String functionName, String configName)
            implements
                PreparedState {}
}
