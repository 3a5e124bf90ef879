package org.chiptest.runtime.internal.mailbox.server;

import org.chiptest.runtime.device.DeviceException;
import org.jspecify.annotations.Nullable;

/** Report a failure in a child whose code and text become the outcome of the request as they are. */
public class TaskFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;

    /** Create a failure that has no code of its own. */
    public TaskFailedException(String text) {
        this(DeviceException.FAILED, text, null);
    }

    /** Create the same with what is behind it. */
    public TaskFailedException(String text, Throwable cause) {
        this(DeviceException.FAILED, text, cause);
    }

    /** Create a failure with what is behind it. */
    public TaskFailedException(int code, String text, @Nullable Throwable cause) {
        super(text, cause);
        this.code = code;
    }

    /** Return the code of the outcome. */
    public int code() {
        return code;
    }
}
