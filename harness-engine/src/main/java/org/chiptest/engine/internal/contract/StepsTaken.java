package org.chiptest.engine.internal.contract;

/** Tell which steps led to a failure; suppressed in it, so that it keeps its type and its message. */
final class StepsTaken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StepsTaken(String message) {
        super(message, null, false, false);
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // a message alone is what reports show of it
    public String toString() {
        return String.valueOf(getMessage());
    }
}
