package org.chiptest.engine.internal.timed;

import java.util.Optional;

/** Report that code of a user did not return in time; the message has its stack. */
public final class LateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean threadLeft;

    /**
     * Create an exception.
     *
     * @param thrown     what the code threw when it was interrupted
     * @param threadLeft whether its thread goes on
     */
    LateException(String message, Optional<Throwable> thrown, boolean threadLeft) {
        super(message, thrown.orElse(null), true, false);
        this.threadLeft = threadLeft;
    }

    /** Tell whether a thread is left behind. */
    public boolean threadLeft() {
        return threadLeft;
    }
}
