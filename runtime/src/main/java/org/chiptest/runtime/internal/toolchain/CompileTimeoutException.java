package org.chiptest.runtime.internal.toolchain;

import org.chiptest.runtime.toolchain.ToolchainException;

/** The compiler did not finish before its deadline and was killed. */
final class CompileTimeoutException extends ToolchainException {

    private static final long serialVersionUID = 1;

    public CompileTimeoutException(String message) {
        super(message);
    }
}
