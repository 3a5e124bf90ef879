package org.chiptest.engine.execution;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.chiptest.engine.descriptor.PlannedTest;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;

/**
 * Report the containers around the tests: one starts before the first of its tests, and ends after the last.
 *
 * <p>Thread-safe. The lock makes a container's start come before that of its tests, whichever threads they are on.
 */
final class Containers {

    private final TestDescriptor engine;
    private final EngineExecutionListener listener;
    private final RunSummary summary;
    private final Map<TestDescriptor, Integer> pending = new HashMap<>();
    private final Map<TestDescriptor, Boolean> started = new HashMap<>();

    Containers(TestDescriptor engine, EngineExecutionListener listener, RunSummary summary) {
        this.engine = engine;
        this.listener = listener;
        this.summary = summary;
    }

    /** Start the whole. */
    void begin() {
        count(engine);
        listener.executionStarted(engine);
    }

    /** End the whole. */
    void end() {
        listener.executionFinished(engine, TestExecutionResult.successful());
    }

    /** Start a test. */
    void started(PlannedTest test) {
        startAround(test);
        listener.executionStarted(test);
    }

    /** End a test. */
    void finished(PlannedTest test, TestExecutionResult result) {
        summary.finished(result);
        listener.executionFinished(test, result);
        endAround(test);
    }

    /** Skip a test. */
    void skipped(PlannedTest test, String reason) {
        summary.skipped(test.plan());
        startAround(test);
        listener.executionSkipped(test, reason);
        endAround(test);
    }

    private int count(TestDescriptor descriptor) {
        int tests = descriptor.isTest() ? 1 : 0;
        for (TestDescriptor child : descriptor.getChildren()) {
            tests += count(child);
        }
        pending.put(descriptor, tests);
        return tests;
    }

    private synchronized void startAround(TestDescriptor test) {
        Optional<TestDescriptor> parent = container(test);
        if (parent.isPresent() && started.putIfAbsent(parent.get(), true) == null) {
            startAround(parent.get());
            listener.executionStarted(parent.get());
        }
    }

    private synchronized void endAround(TestDescriptor test) {
        for (Optional<TestDescriptor> each = container(test); each.isPresent(); each = container(each.get())) {
            if (pending.merge(each.get(), -1, Integer::sum) == 0) {
                listener.executionFinished(each.get(), TestExecutionResult.successful());
            }
        }
    }

    private Optional<TestDescriptor> container(TestDescriptor descriptor) {
        return descriptor.getParent().filter(parent -> !parent.equals(engine));
    }
}
