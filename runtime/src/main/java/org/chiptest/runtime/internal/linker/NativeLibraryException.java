package org.chiptest.runtime.internal.linker;

import java.io.Serial;

/** A shared object that could not be opened, searched or closed: its text says what it was for and what the loader said. */
public final class NativeLibraryException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    NativeLibraryException(String message) {
        super(message);
    }

    NativeLibraryException(String message, Throwable cause) {
        super(message, cause);
    }
}
