package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.Serial;
import java.lang.foreign.MemorySegment;

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

    /** Read what the shim has written of it: the name of its type and its text, each with a NUL behind it. */
    static CppException at(MemorySegment text) {
        int capacity = (int) text.byteSize();
        int typeEnd = 0;
        while (typeEnd < capacity - 1 && text.get(JAVA_BYTE, typeEnd) != 0) {
            typeEnd++;
        }
        int what = typeEnd + 1;
        return new CppException(NativeMemory.getString(text.address(), typeEnd),
                NativeMemory.getString(text.address() + what, capacity - what));
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
