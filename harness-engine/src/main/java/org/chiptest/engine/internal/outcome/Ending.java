package org.chiptest.engine.internal.outcome;

import org.opentest4j.TestAbortedException;

/** How an attempt at a test ended. */
public sealed interface Ending {

    /** Nothing was wrong. */
    record Passed() implements Ending {}

    /** It found nothing to test. */
    record Aborted(TestAbortedException reason) implements Ending {}

    /**
     * Something was wrong.
     *
     * @param note what else is known of it, in a line; empty if nothing is
     */
    public record Failed(Throwable failure, String note) implements Ending {

        public Failed(Throwable failure) {
            this(failure, "");
        }
    }
}
