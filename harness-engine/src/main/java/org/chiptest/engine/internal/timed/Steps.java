package org.chiptest.engine.internal.timed;

import org.chiptest.runtime.internal.failure.UserFailure;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * Take steps of a user's code of which each is to be taken whatever became of those before; together they throw one failure, the
 * first one, to which later ones are added. That nothing was found to test gives way to anything worse.
 */
public final class Steps {

    private @Nullable Throwable failure;

    /** Take a step. */
    public void attempt(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            add(e);
        }
    }

    /** Add what a step has thrown that was taken elsewhere. */
    public void add(Throwable step) {
        Throwable thrown = ForeignAssumption.translated(step);
        if (failure == null) {
            failure = thrown;
        } else if (failure instanceof TestAbortedException && !(thrown instanceof TestAbortedException)) {
            thrown.addSuppressed(failure);
            failure = thrown;
        } else if (!UserFailure.same(failure, thrown)) {
            failure.addSuppressed(thrown);
        }
    }

    /** Throw what the steps have thrown, if any of them has. */
    public void end() {
        if (failure != null) {
            throw TimedBody.<RuntimeException>unchanged(failure);
        }
    }
}
