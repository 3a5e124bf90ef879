package org.chiptest.runtime.internal.device;

import java.util.Set;

import org.chiptest.runtime.device.Counter;

/** Report that a device was asked for a counter that it does not have. */
public final class CounterAbsentException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** Name the counter that was asked for, and those that there are. */
    public CounterAbsentException(Counter counter, Set<Counter> present) {
        super("this device does not count " + counter + ", it counts "
                + (present.isEmpty() ? "nothing" : String.join(", ", present.stream().map(Counter::toString).toList()))
                + "; ask its platform's capabilities before judging by a counter");
    }
}
