package org.chiptest.runtime.internal.toolchain;

import org.chiptest.runtime.toolchain.ToolchainException;

/** No headers ship for the architecture that was asked for. */
final class UnknownArchitectureException extends ToolchainException {

    private static final long serialVersionUID = 1;

    public UnknownArchitectureException(String message) {
        super(message);
    }
}
