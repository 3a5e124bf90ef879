package org.chiptest.runtime.comm;

import java.util.Map;
import java.util.TreeMap;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;

/**
 * What a host worker knows about a chip that has started. Addresses are those of the chip's process: arguments of its tasks.
 *
 * @param deviceId         number of the device
 * @param rank             the rank in its group; 0 without one
 * @param ranks            number of ranks in its group; 1 without one
 * @param deviceContext    address of the {@code CommContext} that kernels take; 0 without a group
 * @param windowBase       address of the chip's own window; 0 without a group
 * @param actualWindowSize size of each window; 0 without a group
 * @param buffers          address of each buffer, by name
 */
public record ChipContext(int deviceId, int rank, int ranks, long deviceContext, long windowBase, long actualWindowSize,
        Map<String, Long> buffers) {

    public ChipContext {
        buffers = Map.copyOf(buffers);
    }

    /** Describe a buffer as an argument of the chip's tasks. */
    public ContinuousTensor tensor(String buffer, DataType dtype, Integer... shape) {
        Long address = buffers.get(buffer);
        if (address == null) {
            throw new IllegalArgumentException("device " + deviceId + " has no buffer '" + buffer + "', only "
                    + new TreeMap<>(buffers).keySet());
        }
        return ContinuousTensor.child(address, dtype, shape);
    }
}
