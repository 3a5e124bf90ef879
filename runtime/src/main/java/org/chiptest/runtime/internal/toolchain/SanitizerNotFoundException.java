package org.chiptest.runtime.internal.toolchain;

import org.chiptest.runtime.toolchain.ToolchainException;

/** Report that a compiler cannot build a sanitizer into what it compiles. */
final class SanitizerNotFoundException extends ToolchainException {

    private static final long serialVersionUID = 1L;

    public SanitizerNotFoundException(String message) {
        super(message);
    }
}
