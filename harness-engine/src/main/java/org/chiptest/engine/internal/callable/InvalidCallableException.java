package org.chiptest.engine.internal.callable;

/** Report that a callable is declared in a way in which it cannot be built. */
public final class InvalidCallableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidCallableException(String message) {
        super(message);
    }

    InvalidCallableException(String message, Throwable cause) {
        super(message, cause);
    }
}
