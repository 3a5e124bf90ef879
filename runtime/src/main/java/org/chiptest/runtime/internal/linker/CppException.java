package org.chiptest.runtime.internal.linker;

import java.io.Serial;

/** A C++ exception that left user code. */
public final class CppException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String type;
    private final String what;

    CppException(String type, String what) {
        super(what.isEmpty() ? type : type + ": " + what);
        this.type = type;
        this.what = what;
    }

    /** Return the C++ name of its type, such as {@code std::runtime_error}. */
    public String type() {
        return type;
    }

    /** Return its {@code what()}, or the text itself if a string was thrown; empty if it has none. */
    public String what() {
        return what;
    }
}
