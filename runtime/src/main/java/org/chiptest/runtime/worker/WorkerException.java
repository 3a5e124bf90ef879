package org.chiptest.runtime.worker;

import org.chiptest.runtime.device.DeviceException;

/**
 * Report that a worker's operation failed, or that its device is lost.
 *
 * <p>The message starts with the text of the contract ({@code docs/contract/workers.md#chip-worker}), such as
 * {@code run_prepared failed with code -1}, and goes on with what was found and what to do instead.
 */
public class WorkerException extends DeviceException {

    private static final long serialVersionUID = 1L;

    /** Create an exception with the code {@link #FAILED}. */
    public WorkerException(String message) {
        super(message);
    }

    /** Create an exception with the code {@link #FAILED} and the failure behind it. */
    public WorkerException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Create an exception with the code of the failed operation. */
    public WorkerException(int code, String message) {
        super(code, message);
    }

    /** Create an exception with the code of the failed operation and the failure behind it. */
    public WorkerException(int code, String message, Throwable cause) {
        super(code, message, cause);
    }

    /**
     * Say which operation it was that a device failed; an exception that says so already stays as it is.
     *
     * @param failure what failed, in the words of the contract
     */
    public static WorkerException of(String failure, DeviceException e) {
        return e instanceof WorkerException known
                ? known
                : new WorkerException(e.code(), failure + ": " + e.getMessage(), e);
    }
}
