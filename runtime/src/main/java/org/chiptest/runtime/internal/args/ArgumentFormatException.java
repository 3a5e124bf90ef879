package org.chiptest.runtime.internal.args;

import java.io.Serial;

/** Say what is wrong with a binary form of arguments or of a configuration, and where. */
public final class ArgumentFormatException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public ArgumentFormatException(String message) {
        super(message);
    }
}
