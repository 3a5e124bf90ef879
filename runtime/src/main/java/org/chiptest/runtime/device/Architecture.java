package org.chiptest.runtime.device;

/**
 * Describe a chip architecture as a value: everything in which chips differ for the runtime ({@code docs/contract/devices.md#architectures}).
 *
 * <p>A block occupies one cluster: {@value #AIC_PER_CLUSTER} cube core (AIC) and {@value #AIV_PER_CLUSTER} vector cores (AIV).
 *
 * @param name               such as {@code a2a3}; also the name of the header set
 * @param maxBlockDim        largest block dim of a run, so the number of clusters
 * @param maxAicpuThreads    largest AICPU thread number of a run
 * @param systemCounterHz    ticks a second of the system counter that kernels and diagnostics see
 * @param sdmaEventRecords   whether deferred completion knows SDMA event records ({@code docs/contract/trb.md#deferred-completion})
 */
public record Architecture(String name, int maxBlockDim, int maxAicpuThreads, long systemCounterHz,
        boolean sdmaEventRecords) {

    /** Cube cores of a cluster. */
    public static final int AIC_PER_CLUSTER = 1;

    /** Vector cores of a cluster. */
    public static final int AIV_PER_CLUSTER = 2;

    public Architecture {
        if (maxBlockDim < 1 || maxAicpuThreads < 1 || systemCounterHz < 1) {
            throw new IllegalArgumentException(
                    "architecture " + name + ": block dim " + maxBlockDim + ", AICPU threads "
                            + maxAicpuThreads + " and counter frequency " + systemCounterHz + " must be positive");
        }
    }
}
