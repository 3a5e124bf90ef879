package org.chiptest.runtime.worker;

/**
 * Report that a worker's operation failed.
 *
 * <p>The message starts with the text of the specification (8.1), such as {@code run_prepared failed with code -1}, and
 * goes on with what was found and what to do instead.
 */
public class WorkerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;

    /** Create an exception with the code of the failed operation. */
    public WorkerException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** Create an exception with the code of the failed operation and the failure behind it. */
    public WorkerException(int code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Return the operation's code: what the C interface would have returned. */
    public int code() {
        return code;
    }
}
