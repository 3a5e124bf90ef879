package org.chiptest.engine.internal.outcome;

/** Report that a test has no result, as the run itself failed. */
public final class LostTestError extends AssertionError {

    private static final long serialVersionUID = 1L;

    /** Its stack trace would only show the engine. */
    LostTestError(String message) {
        super(message);
        setStackTrace(new StackTraceElement[0]);
    }
}
