package org.chiptest.engine.execution;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.chiptest.engine.descriptor.PlannedTest;
import org.chiptest.engine.summary.Outcome;
import org.chiptest.engine.summary.RunSummary;
import org.chiptest.engine.summary.Status;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.ReportEntry;
import org.opentest4j.TestAbortedException;

/**
 * Fire the events of tests and of the containers around them, and take account of each test.
 *
 * <p>A container starts before the first of its tests, and ends after the last. Thread-safe; the lock makes a container's
 * start come before that of its tests, whichever threads they are on.
 */
final class TestEvents {

    private final TestDescriptor engine;
    private final EngineExecutionListener listener;
    private final RunSummary summary;
    private final Map<TestDescriptor, Integer> pending = new HashMap<>();
    private final Map<TestDescriptor, Boolean> started = new HashMap<>();

    TestEvents(TestDescriptor engine, EngineExecutionListener listener, RunSummary summary) {
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
    void end(TestExecutionResult result) {
        listener.executionFinished(engine, result);
    }

    /** Start a test. */
    void started(PlannedTest test) {
        startAround(test);
        listener.executionStarted(test);
    }

    /** Publish a value of a test that has started. */
    void published(PlannedTest test, String key, String value) {
        listener.reportingEntryPublished(test, ReportEntry.from(key, value));
    }

    /** Publish a file of a test that has started. */
    void published(PlannedTest test, Path file, String mediaType) {
        listener.fileEntryPublished(test, FileEntry.from(file, mediaType));
    }

    /** End a test that passed. */
    void passed(PlannedTest test, List<Integer> devices, Duration time) {
        ended(test, new Outcome(Status.PASSED, "", devices, time), TestExecutionResult.successful());
    }

    /** End a test that found nothing to test. */
    void aborted(PlannedTest test, TestAbortedException reason, List<Integer> devices, Duration time) {
        ended(test, new Outcome(Status.ABORTED, Failures.firstLine(reason), devices, time),
                TestExecutionResult.aborted(reason));
    }

    /** End a test that failed. */
    void failed(PlannedTest test, Throwable failure, List<Integer> devices, Duration time) {
        ended(test, new Outcome(Status.FAILED, Failures.firstLine(failure), devices, time),
                TestExecutionResult.failed(failure));
    }

    /** Skip a test. */
    void skipped(PlannedTest test, Status status, String reason) {
        startAround(test);
        summary.ended(test.getUniqueId().toString(), Outcome.notRun(status, reason));
        listener.executionSkipped(test, status == Status.SKIPPED ? reason : status.title() + ": " + reason);
        endAround(test);
    }

    private void ended(PlannedTest test, Outcome outcome, TestExecutionResult result) {
        summary.ended(test.getUniqueId().toString(), outcome);
        listener.executionFinished(test, result);
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
