package org.chiptest.runtime.internal.foreign;

import org.chiptest.runtime.device.Counters;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.linker.ForeignType;

/** The opens that a library counts itself: taken over after each operation, if they can be. */
final class OpenCounts {

    private static final String HOST = "get_host_dlopen_count";
    private static final String AICPU = "get_aicpu_dlopen_count";

    private final ForeignContext context;
    private final Counters counters;
    private long attempts;
    private long host;
    private long aicpu;

    OpenCounts(ForeignContext context, Counters counters) {
        this.context = context;
        this.counters = counters;
    }

    /** Note that a callable is about to be registered. */
    void registering() {
        attempts++;
    }

    /**
     * Read what the library says.
     *
     * @throws DeviceException -1 if a count has fallen, or is larger than the number of callables that were ever registered
     */
    void take() {
        host = plausible(HOST, host);
        aicpu = plausible(AICPU, aicpu);
        counters.opens(host, aicpu);
    }

    private long plausible(String function, long before) {
        long now = context.number(ForeignType.SIZE_OF_POINTER, function, context.address());
        if (now < before) {
            throw new DeviceException(
                    context.name() + ": " + function + " fell from " + before + " to " + Long.toUnsignedString(now)
                            + "; a count of opens never does while the device is open");
        }
        if (now > attempts) {
            throw new DeviceException(context.name() + ": " + function + " says " + now + " after " + attempts
                    + " callables were registered; each opens one library at most");
        }
        return now;
    }
}
