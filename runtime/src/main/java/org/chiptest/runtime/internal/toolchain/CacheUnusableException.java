package org.chiptest.runtime.internal.toolchain;

import org.chiptest.runtime.toolchain.ToolchainException;
import org.jspecify.annotations.Nullable;

/** The cache directory cannot be created, read or written, or belongs to somebody else. */
public final class CacheUnusableException extends ToolchainException {

    private static final long serialVersionUID = 1;

    public CacheUnusableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
