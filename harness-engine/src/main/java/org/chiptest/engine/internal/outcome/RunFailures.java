package org.chiptest.engine.internal.outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.chiptest.runtime.internal.failure.UserFailure;
import org.junit.platform.engine.TestExecutionResult;

/**
 * Collect what goes wrong with a run and is no test's failure: at its end above all, when all tests have ended. None of it keeps
 * anything else from being done, and together it is the result of the engine. Thread-safe.
 */
public final class RunFailures {

    private final Consumer<String> told;
    private final List<String> messages = new ArrayList<>();
    private final List<Throwable> thrown = new ArrayList<>();

    /**
     * Collect failures.
     *
     * @param told is told each of them in words, at once
     */
    public RunFailures(Consumer<String> told) {
        this.told = told;
    }

    /** Do something that has to be done whatever else has failed. */
    public void attempt(String what, Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            add(what + " failed: " + UserFailure.text(e), e);
        }
    }

    /** Add a failure. */
    public void add(String message, Throwable failure) {
        synchronized (this) {
            messages.add(message);
            thrown.add(UserFailure.readable(failure));
        }
        told.accept(message);
    }

    /** Return how many there are. */
    public synchronized int count() {
        return messages.size();
    }

    /** Return what becomes of the run: its first failure is the cause, others are suppressed. */
    public synchronized TestExecutionResult result() {
        if (messages.isEmpty()) {
            return TestExecutionResult.successful();
        }
        RunBrokenException failure = new RunBrokenException(
                "the run itself failed; what its tests say stands all the same:\n" + String.join("\n", messages),
                thrown.getFirst());
        thrown.stream().skip(1).forEach(failure::addSuppressed);
        return TestExecutionResult.failed(failure);
    }
}
