package org.chiptest.endtoend;

/** What user code can do wrong; {@code fault.h} knows the same by these numbers. */
enum Fault {
    NONE(0), NULL_POINTER(1), EXIT(2), ABORT(3), EXCEPTION(4), ENDLESS_LOOP(5);

    private final long code;

    Fault(long code) {
        this.code = code;
    }

    /** Return the number by which the native code knows it. */
    long code() {
        return code;
    }
}
