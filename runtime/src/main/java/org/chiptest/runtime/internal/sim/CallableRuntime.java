package org.chiptest.runtime.internal.sim;

import java.util.SortedSet;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.internal.graph.KernelTable;

/** What differs between the two runtimes of a device. */
interface CallableRuntime {

    /** Prepare a callable whose kernels are loaded. */
    Prepared prepare(int cid, ChipCallable callable, KernelTable kernels);

    /** Run the shim's own callable. */
    void warmUp();

    /** Return the kernels of the last run that had a tensor in a range, by their func ids. */
    SortedSet<Integer> kernelsWith(long address, long size);

    /** Tell whether no kernel of a failed run is still running. */
    boolean isUsable();

    /** Stop all threads; false if a kernel still runs. */
    boolean close();
}
