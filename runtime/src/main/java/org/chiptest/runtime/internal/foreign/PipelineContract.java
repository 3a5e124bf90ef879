package org.chiptest.runtime.internal.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.device.DeviceException;

/**
 * Check what a library of the second generation says of how it runs.
 *
 * <pre>
 *   0 abi_version u32 = 1 | 4 resource_count u32 | 8 pipeline_depth u32 | 16 resources[8], 16 bytes each | 144
 * </pre>
 */
final class PipelineContract {

    static final long RESOURCE_COUNT = 4;
    static final long PIPELINE_DEPTH = 8;
    static final long SIZE = 144;

    private static final int ABI_VERSION = 1;
    private static final int MOST_RESOURCES = 8;
    private static final int DEEPEST = 2;

    private PipelineContract() {}

    /**
     * Check a contract.
     *
     * @throws DeviceException -1 if it is of another version, or says what cannot be
     */
    static void require(String library, MemorySegment contract) {
        int version = contract.get(JAVA_INT, 0);
        if (version != ABI_VERSION) {
            throw new DeviceException(
                    library + ": get_pipeline_contract says version " + version + ", this driver knows "
                            + ABI_VERSION + "; the library is of another time");
        }
        int resources = contract.get(JAVA_INT, RESOURCE_COUNT);
        int depth = contract.get(JAVA_INT, PIPELINE_DEPTH);
        if (resources < 0 || resources > MOST_RESOURCES || depth < 1 || depth > DEEPEST) {
            throw new DeviceException(
                    library + ": get_pipeline_contract says " + resources + " resources and a depth of "
                            + depth + "; up to " + MOST_RESOURCES + " and 1 to " + DEEPEST + " can be");
        }
    }
}
