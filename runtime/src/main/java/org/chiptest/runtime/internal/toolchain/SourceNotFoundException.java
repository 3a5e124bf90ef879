package org.chiptest.runtime.internal.toolchain;

import org.chiptest.runtime.toolchain.ToolchainException;

/** A source is nowhere that it was looked for. */
final class SourceNotFoundException extends ToolchainException {

    private static final long serialVersionUID = 1;

    public SourceNotFoundException(String message) {
        super(message);
    }
}
