package org.chiptest.runtime.internal.device;

import java.util.Set;

import org.chiptest.runtime.device.Counter;

/** Report that a device was asked for what it cannot say. */
public final class AbsentException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** Say what was asked for, and what to do instead. */
    public AbsentException(String message) {
        super(message);
    }

    /** Name the counter that was asked for, and those that there are. */
    public static AbsentException of(Counter counter, Set<Counter> present) {
        return new AbsentException("this device does not count " + counter + ", it counts "
                + (present.isEmpty() ? "nothing" : String.join(", ", present.stream().map(Counter::toString).toList()))
                + "; ask its platform's capabilities before judging by a counter");
    }
}
