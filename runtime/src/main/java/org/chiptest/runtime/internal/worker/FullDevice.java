package org.chiptest.runtime.internal.worker;

import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.device.Device;

/** How much a device may have loaded before it makes room by being replaced: kernels stay loaded as long as it is open. */
public final class FullDevice {

    /** Each library of a kernel takes about 14 kB at least and five of the 65,530 mappings that Linux gives a process. */
    private static final long LOADED_BYTES = 128L << 20;

    private FullDevice() {}

    /** Tell whether a device has loaded so much that it is to be replaced; one that does not count never has. */
    public static boolean isFull(Device device) {
        return device.counters().values().getOrDefault(Counter.UPLOADED_BYTES, 0L) > LOADED_BYTES;
    }
}
