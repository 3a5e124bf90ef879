package org.chiptest.engine.execution;

import org.opentest4j.AssertionFailedError;

/** Report a failed scenario: what it threw, then where it ran and how to run it again. */
public final class ScenarioFailedError extends AssertionFailedError {

    private static final long serialVersionUID = 1L;

    private ScenarioFailedError(String message, Throwable cause) {
        super(message, cause);
    }

    /** Wrap what a scenario threw. */
    static ScenarioFailedError of(Throwable failure, String where) {
        return new ScenarioFailedError(failure.getMessage() + "\n\n" + where, failure);
    }
}
