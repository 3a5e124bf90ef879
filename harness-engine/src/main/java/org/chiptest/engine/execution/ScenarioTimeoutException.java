package org.chiptest.engine.execution;

import java.util.Optional;

/** Report that the code of a scenario did not return in time; the message has its stack. */
final class ScenarioTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean threadLeft;

    /**
     * Create an exception.
     *
     * @param thrown     what the scenario threw when it was interrupted
     * @param threadLeft whether its thread goes on
     */
    ScenarioTimeoutException(String message, Optional<Throwable> thrown, boolean threadLeft) {
        super(message, thrown.orElse(null), true, false);
        this.threadLeft = threadLeft;
    }

    /** Tell whether a thread of the scenario is left behind. */
    boolean threadLeft() {
        return threadLeft;
    }
}
