package org.chiptest.engine.internal.conformance;

/** Tell that a rule cannot be judged here, and why. */
final class CannotSayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CannotSayException(String why) {
        super(why);
    }

    CannotSayException(String why, Throwable cause) {
        super(why, cause);
    }
}
