package org.chiptest.engine.internal.declaration;

/** Report that something is declared in a way that cannot work. */
final class DeclarationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DeclarationException(String message) {
        super(message);
    }

    DeclarationException(String message, Throwable cause) {
        super(message, cause);
    }
}
