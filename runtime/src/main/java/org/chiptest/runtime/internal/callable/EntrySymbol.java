package org.chiptest.runtime.internal.callable;

/** Names the functions that compiled code exports (chapters 5.5, 6.1 and 6.9 of the runtime specification). */
public final class EntrySymbol {

    /** Of every kernel. */
    public static final String KERNEL = "kernel_entry";

    /** Of an orchestration that runs on the device, unless its callable names another. */
    public static final String ORCHESTRATION = "aicpu_orchestration_entry";

    /** Of such an orchestration's configuration, unless its callable names another. */
    public static final String CONFIGURATION = "aicpu_orchestration_config";

    private EntrySymbol() {}
}
