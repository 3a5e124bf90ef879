package org.chiptest.engine.internal.sides;

/** Report that a test passed, and what it is compared with did something else. */
public final class SidesDifferError extends AssertionError {

    private static final long serialVersionUID = 1L;

    /** Its stack trace would only show the engine. */
    SidesDifferError(String message) {
        super(message);
        setStackTrace(new StackTraceElement[0]);
    }

    /** The same, and what the other side has thrown. */
    SidesDifferError(String message, Throwable cause) {
        super(message, cause);
        setStackTrace(new StackTraceElement[0]);
    }
}
