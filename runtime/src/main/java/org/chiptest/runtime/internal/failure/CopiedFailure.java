package org.chiptest.runtime.internal.failure;

import org.jspecify.annotations.Nullable;

/** Stands for an exception that cannot be passed on, as it does not survive being read; the message says what is wrong with it. */
public final class CopiedFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CopiedFailure(String message, @Nullable Throwable cause, StackTraceElement[] frames) {
        super(message, cause);
        setStackTrace(frames);
    }
}
