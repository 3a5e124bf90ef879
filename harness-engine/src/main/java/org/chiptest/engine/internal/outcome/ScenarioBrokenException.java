package org.chiptest.engine.internal.outcome;

/**
 * Tell where a scenario failed and how to repeat it. It is suppressed in what the scenario has thrown, which so keeps its type and
 * its message; only what takes no suppressed exception becomes its cause.
 */
public final class ScenarioBrokenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A stack trace would only show the engine. */
    public ScenarioBrokenException(String message) {
        super(message, null, true, false);
    }

    /** The stack trace is that of the cause; one of its own would only show the engine. */
    public ScenarioBrokenException(String message, Throwable cause) {
        super(message, cause, true, false);
    }
}
