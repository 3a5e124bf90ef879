package org.chiptest.engine.internal.outcome;

/** Report that a line of expectations does not hold: what it says of tests is not, or no longer, so. */
public final class ExpectationError extends AssertionError {

    private static final long serialVersionUID = 1L;

    /** Its stack trace would only show the engine. */
    ExpectationError(String message) {
        super(message);
        setStackTrace(new StackTraceElement[0]);
    }
}
