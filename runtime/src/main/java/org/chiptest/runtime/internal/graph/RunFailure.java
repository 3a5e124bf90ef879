package org.chiptest.runtime.internal.graph;

import org.chiptest.runtime.device.DeviceException;

/** The reason why a run ends without its result; the first one stands. */
public record RunFailure(int code, String message) {

    /** Create a failure that has no code of its own. */
    public RunFailure(String message) {
        this(DeviceException.FAILED, message);
    }

    /** Turn the failure into the exception that the device throws. */
    public DeviceException toException() {
        return new DeviceException(code, message);
    }
}
