package org.chiptest.runtime.device;

/**
 * Report that a device refused or failed an operation.
 *
 * <p>The code is what the C interface returns ({@code docs/contract/devices.md#operations-of-a-device} and
 * {@code docs/contract/trb.md#error-codes}): negative, or an orchestration's own return value. The message says what was found and what to do
 * instead; it leaves the operation's name to subclasses, by which workers and their processes fail.
 */
public class DeviceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The code of what has none of its own. */
    public static final int FAILED = -1;

    /** The code of native code that does not return, and of a graph that cannot end: SCHEDULER_TIMEOUT, negated. */
    public static final int TIMEOUT = -100;

    private final int code;

    /** Create an exception with the code {@link #FAILED}. */
    public DeviceException(String message) {
        this(FAILED, message);
    }

    /** Create an exception with the code {@link #FAILED} and the failure behind it. */
    public DeviceException(String message, Throwable cause) {
        this(FAILED, message, cause);
    }

    /** Create an exception with a return code and its explanation. */
    public DeviceException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** Create an exception with a return code, its explanation and the failure behind it. */
    public DeviceException(int code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Return the code of the C interface. */
    public int code() {
        return code;
    }
}
