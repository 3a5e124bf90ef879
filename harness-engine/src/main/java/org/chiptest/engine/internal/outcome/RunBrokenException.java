package org.chiptest.engine.internal.outcome;

/** Report that something went wrong with a run that is the failure of none of its tests. */
public final class RunBrokenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The stack trace is that of the cause; one of its own would only show the engine. */
    public RunBrokenException(String message, Throwable cause) {
        super(message, cause, true, false);
    }
}
