package org.chiptest.engine.internal.outcome;

/** Report that a test cannot run as it was declared or selected; the message says what to do. */
public final class RefusedTestError extends AssertionError {

    private static final long serialVersionUID = 1L;

    /** Its stack trace would only show the engine. */
    public RefusedTestError(String message) {
        super(message);
        setStackTrace(new StackTraceElement[0]);
    }
}
