package org.chiptest.engine.internal.timed;

import org.chiptest.runtime.internal.failure.UserFailure;
import org.opentest4j.TestAbortedException;

/** Make what user code has thrown fit for reports, whose writers read and print it on threads of ours. */
final class ReadableFailure {

    private ReadableFailure() {}

    /** Return a failure as it is or, if it does not survive being read, a copy that means the same to a test. */
    static Throwable of(Throwable thrown) {
        Throwable readable = UserFailure.readable(thrown);
        if (UserFailure.same(readable, thrown)) {
            return thrown;
        }
        String message = UserFailure.message(readable);
        return switch (thrown) {
            case AssertionError _ -> like(readable, new AssertionError(message, readable.getCause()));
            case TestAbortedException _ -> like(readable, new TestAbortedException(message, readable.getCause()));
            default -> readable;
        };
    }

    private static Throwable like(Throwable readable, Throwable copy) {
        copy.setStackTrace(readable.getStackTrace());
        for (Throwable suppressed : readable.getSuppressed()) {
            copy.addSuppressed(suppressed);
        }
        return copy;
    }
}
