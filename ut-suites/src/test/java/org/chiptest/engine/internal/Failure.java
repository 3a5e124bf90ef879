package org.chiptest.engine.internal;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.Event;

/** Read what a test failed with. */
final class Failure {

    private Failure() {}

    static Throwable of(Event finished) {
        return finished.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
    }

    static String message(Event finished) {
        return String.valueOf(of(finished).getMessage());
    }
}
