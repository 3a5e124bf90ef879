package org.chiptest.runtime.internal.callable;

/**
 * Name the functions that compiled code exports ({@code docs/contract/hbg.md#kernels}, {@code docs/contract/trb.md#orchestration} and
 * {@code docs/contract/trb.md#kernels}).
 */
public final class EntrySymbol {

    /** Of every kernel. */
    public static final String KERNEL = "kernel_entry";

    /** Of an orchestration that runs on the device, unless its callable names another. */
    public static final String ORCHESTRATION = "aicpu_orchestration_entry";

    /** Of such an orchestration's configuration, unless its callable names another. */
    public static final String CONFIGURATION = "aicpu_orchestration_config";

    /** Of an orchestration's library, if it wants to know the runtime object of its run. */
    public static final String BIND = "framework_bind_runtime";

    /** Of a library of kernels, if it wants to be told how the simulation is reached. */
    public static final String HOOKS = "pto_sim_register_hooks";

    private EntrySymbol() {}
}
