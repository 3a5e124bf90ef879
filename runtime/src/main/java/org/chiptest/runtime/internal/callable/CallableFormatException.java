package org.chiptest.runtime.internal.callable;

import java.io.Serial;

/** Say why a callable cannot be built, or what is wrong with an image and at which byte. */
public final class CallableFormatException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    public CallableFormatException(String message) {
        super(message);
    }

    public CallableFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
