package org.chiptest.runtime.hierarchy;

import org.chiptest.runtime.internal.failure.UserFailure;

/** Throw on what another thread caught. */
final class Failures {

    private Failures() {}

    /** Return a failure as something that can be thrown anywhere; it is wrapped only if it is a checked exception. */
    static RuntimeException unchecked(Throwable failure) {
        return switch (failure) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(UserFailure.message(failure), failure);
        };
    }
}
