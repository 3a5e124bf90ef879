package org.chiptest.runtime.toolchain;

import org.jspecify.annotations.Nullable;

/** Say that something could not be compiled; the message names what, why and what to do instead. */
public abstract class ToolchainException extends RuntimeException {

    private static final long serialVersionUID = 1;

    protected ToolchainException(String message) {
        super(message);
    }

    protected ToolchainException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
