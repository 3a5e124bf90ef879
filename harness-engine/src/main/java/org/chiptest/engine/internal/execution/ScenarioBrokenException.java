package org.chiptest.engine.internal.execution;

/** Report that a scenario did not come to its end: the message says what happened, where, and how to repeat it. */
public final class ScenarioBrokenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The stack trace is that of the cause; one of its own would only show the engine. */
    ScenarioBrokenException(String message, Throwable cause) {
        super(message, cause, true, false);
    }
}
