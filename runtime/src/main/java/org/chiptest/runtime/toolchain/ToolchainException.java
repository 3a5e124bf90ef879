package org.chiptest.runtime.toolchain;

import org.jspecify.annotations.Nullable;

/** Say that something could not be compiled; the message names what, why and what to do instead. */
public sealed class ToolchainException extends RuntimeException
        permits CacheUnusableException, CompileErrorException, CompileTimeoutException, CompilerNotFoundException,
        SanitizerNotFoundException, SourceNotFoundException, UnknownArchitectureException {

    private static final long serialVersionUID = 1;

    ToolchainException(String message) {
        super(message);
    }

    ToolchainException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
