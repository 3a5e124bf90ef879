package org.chiptest.runtime.worker;

import org.chiptest.runtime.device.DeviceException;

/** Report that a run has not ended in the time that somebody had for it. It goes on. */
public class RunLateException extends WorkerException {

    private static final long serialVersionUID = 1L;

    /** Create an exception that says what was waited for, how long, and what the worker was doing. */
    public RunLateException(String message) {
        super(DeviceException.TIMEOUT, message);
    }
}
