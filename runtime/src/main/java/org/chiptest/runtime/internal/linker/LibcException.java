package org.chiptest.runtime.internal.linker;

import java.io.Serial;

/** A call of libc that failed: its text names the call, its arguments and what the system said. */
public final class LibcException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String call;
    private final int errno;

    LibcException(String call, String arguments, int errno, String errorText) {
        super("%s(%s) failed: %s (errno %d)".formatted(call, arguments, errorText, errno));
        this.call = call;
        this.errno = errno;
    }

    /** Return the name of the libc function or system call. */
    public String call() {
        return call;
    }

    /** Return the error number that the call left in {@code errno}. */
    public int errno() {
        return errno;
    }
}
