package org.chiptest.engine.internal.execution;

import org.opentest4j.TestAbortedException;

/** How an attempt at a test ended. */
sealed interface Ending {

    /** Nothing was wrong. */
    record Passed() implements Ending {}

    /** It found nothing to test. */
    record Aborted(TestAbortedException reason) implements Ending {}

    /** Something was wrong. */
    record Failed(Throwable failure) implements Ending {}
}
