package org.chiptest.runtime.internal.linker;

/**
 * The smallest callable of each runtime, which the shim contains. It submits two tasks of kernel 0 and takes no arguments.
 *
 * @param kernel   address of kernel 0
 * @param hbgEntry address of the entry for host_build_graph
 * @param trbEntry address of the entry for tensormap_and_ringbuffer
 */
public record WarmUp(long kernel, long hbgEntry, long trbEntry) {

    /** Name of an entry of the shim that does nothing, for host_build_graph. */
    public static final String EMPTY_HBG_ENTRY = "chiptest_empty_hbg_entry";

    /** Name of an entry of the shim that does nothing, for tensormap_and_ringbuffer. */
    public static final String EMPTY_TRB_ENTRY = "chiptest_empty_trb_entry";
}
