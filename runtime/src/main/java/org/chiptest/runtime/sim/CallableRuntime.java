package org.chiptest.runtime.sim;

import java.util.SortedSet;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.EffectiveRunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.graph.KernelTable;

/** What differs between the two runtimes when a callable is prepared, run and unregistered. */
interface CallableRuntime {

    /** Prepare a callable whose kernels are loaded. */
    PreparedState prepare(int cid, ChipCallable callable, KernelTable kernels);

    /** Run what {@link #prepare} returned. */
    void run(int cid, PreparedState state, TaskArgs args, CallConfig config, EffectiveRunSettings settings);

    /** Run the shim's own callable. */
    void warmUp();

    /** Release what {@link #prepare} returned. */
    void unregister(int cid, PreparedState state);

    /** Return the kernels of the last run that had a tensor in a range, by their func ids. */
    SortedSet<Integer> kernelsWith(long address, long size);

    /** Stop all threads; false if a kernel still runs. */
    boolean close();
}
