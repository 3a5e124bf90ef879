package org.chiptest.runtime.internal.toolchain;

import org.chiptest.runtime.toolchain.ToolchainException;

/** None of the compilers that were asked for is installed, or the one found does not work. */
final class CompilerNotFoundException extends ToolchainException {

    private static final long serialVersionUID = 1;

    public CompilerNotFoundException(String message) {
        super(message);
    }
}
