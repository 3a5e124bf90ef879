package org.chiptest.engine.internal.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.chiptest.engine.internal.descriptor.AttemptDescriptor;
import org.chiptest.engine.internal.descriptor.PlannedTest;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.history.HistoryRecorder;
import org.chiptest.engine.internal.outcome.Ending;
import org.chiptest.engine.internal.outcome.Failures;
import org.chiptest.engine.internal.outcome.RunFailures;
import org.chiptest.engine.internal.outcome.Verdict;
import org.chiptest.engine.internal.summary.RunSummary;
import org.chiptest.engine.internal.summary.Status;
import org.chiptest.engine.internal.summary.TestOutcome;
import org.chiptest.runtime.internal.failure.UserFailure;
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
public final class TestEvents {

    private final TestDescriptor engine;
    private final EngineExecutionListener listener;
    private final RunSummary summary;
    private final Map<TestDescriptor, Integer> pending = new HashMap<>();
    private final RunFailures failures;
    private final ClassLifecycles classes;
    private final HistoryRecorder history;
    private final FailFastGuard failFast;
    private final Map<TestDescriptor, Boolean> started = new HashMap<>();
    /** The last attempts of tests that were tried again. */
    private final Map<TestDescriptor, AttemptDescriptor> attempts = new ConcurrentHashMap<>();
    private final Set<TestDescriptor> begun = ConcurrentHashMap.newKeySet();
    private final Set<TestDescriptor> ended = ConcurrentHashMap.newKeySet();

    /**
     * Fire events.
     *
     * @param failures takes what the listener throws: a report that cannot be written costs no test its result
     * @param history  takes what becomes of each attempt
     * @param failFast is told how tests end
     * @param classes  is told when the last test of a container has ended, before that itself ends
     */
    public TestEvents(TestDescriptor engine, EngineExecutionListener listener, RunSummary summary, RunFailures failures,
            ClassLifecycles classes, HistoryRecorder history, FailFastGuard failFast) {
        this.history = history;
        this.failFast = failFast;
        this.classes = classes;
        this.failures = failures;
        this.engine = engine;
        this.listener = listener;
        this.summary = summary;
    }

    /** Return events of tests that are tried once more, of which nobody hears. */
    TestEvents silent() {
        return new TestEvents(engine, EngineExecutionListener.NOOP, new RunSummary(), failures, classes, history,
                failFast);
    }

    /**
     * Start the whole, and tell the seed of its random numbers.
     *
     * @param added what has come into the tree since tests were discovered, parents first
     */
    public void begin(long seed, List<TestDescriptor> added) {
        count(engine);
        tell(() -> listener.executionStarted(engine));
        added.forEach(each -> tell(() -> listener.dynamicTestRegistered(each)));
        tell(() -> listener.reportingEntryPublished(engine, ReportEntry.from("seed", String.valueOf(seed))));
    }

    /** End the whole. */
    public void end(TestExecutionResult result) {
        tell(() -> listener.executionFinished(engine, result));
    }

    /** Start a test. */
    public void started(PlannedTest test) {
        begun.add(test);
        summary.began(test.getUniqueId().toString());
        startAround(test);
        tell(() -> listener.executionStarted(test));
    }

    /** Publish a value of a test that has started. */
    public void published(PlannedTest test, String key, String value) {
        ReportEntry entry = ReportEntry.from(key, value);
        tell(() -> listener.reportingEntryPublished(shown(test), entry));
    }

    /** Publish several values that belong together. */
    public void published(PlannedTest test, Map<String, String> values) {
        ReportEntry entry = ReportEntry.from(values);
        tell(() -> listener.reportingEntryPublished(test, entry));
    }

    /** Publish a file of a test that has started. */
    public void published(PlannedTest test, Path file, String mediaType) {
        FileEntry entry = FileEntry.from(file, mediaType);
        tell(() -> listener.fileEntryPublished(shown(test), entry));
    }

    /** End an attempt that failed and start the next one, which reports show as a test of its own. */
    public void triedAgain(ScenarioTestDescriptor test, int attempt, int most, Throwable failure, List<Integer> devices,
            Duration time) {
        history.add(test, attempt, new TestOutcome(Status.FAILED, Failures.line(failure), devices, time));
        TestAbortedException again = new TestAbortedException("attempt " + attempt + " of at most " + most
                + " failed and was tried again: " + Failures.line(failure), failure);
        TestDescriptor before = shown(test);
        tell(() -> listener.executionFinished(before, TestExecutionResult.aborted(again)));
        AttemptDescriptor next = new AttemptDescriptor(test, attempt + 1);
        test.getParent().ifPresent(parent -> parent.addChild(next));
        attempts.put(test, next);
        tell(() -> listener.dynamicTestRegistered(next));
        tell(() -> listener.executionStarted(next));
    }

    /** End a test. */
    public void ended(PlannedTest test, Verdict verdict, List<Integer> devices, Duration time) {
        if (verdict.status() != Status.PASSED && begun.contains(test)) {
            published(test, "verdict", verdict.status().title());
        }
        ended.add(test);
        TestOutcome outcome = new TestOutcome(verdict.status(), verdict.reason(), devices, time);
        summary.ended(test.getUniqueId().toString(), outcome);
        AttemptDescriptor again = attempts.get(test);
        history.add(test, again == null ? AttemptDirectories.FIRST : again.number(), outcome);
        failFast.ended(test, verdict.status());
        TestDescriptor last = shown(test);
        tell(() -> listener.executionFinished(last, verdict.result()));
        endAround(test);
    }

    /** Skip a test. */
    public void skipped(PlannedTest test, Status status, String reason) {
        ended.add(test);
        startAround(test);
        summary.ended(test.getUniqueId().toString(), TestOutcome.notRun(status, reason));
        tell(() -> listener.executionSkipped(test, status == Status.SKIPPED ? reason : status.title() + ": " + reason));
        endAround(test);
    }

    /** Fail a test that the engine has lost, wherever that was; nothing if it has ended. */
    public void lost(PlannedTest test, Supplier<Throwable> failure) {
        if (ended.contains(test)) {
            return;
        }
        if (!begun.contains(test)) {
            started(test);
        }
        ended(test, Verdict.of(new Ending.Failed(failure.get()), Optional.empty(), List.of(), List.of()), List.of(),
                Duration.ZERO);
    }

    /** Return what stands for the current attempt at a test. */
    private TestDescriptor shown(PlannedTest test) {
        AttemptDescriptor last = attempts.get(test);
        return last == null ? test : last;
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
            tell(() -> listener.executionStarted(parent.get()));
        }
    }

    /** Only who has ended a container counts down the one around it, so that they end from the inside out. */
    private void endAround(TestDescriptor test) {
        for (Optional<TestDescriptor> each = container(test); each.isPresent(); each = container(each.get())) {
            TestDescriptor around = each.get();
            if (countDown(around) == 0) {
                TestExecutionResult result = ended(around);
                tell(() -> listener.executionFinished(around, result));
            }
        }
    }

    private synchronized int countDown(TestDescriptor container) {
        return pending.merge(container, -1, Integer::sum);
    }

    private TestExecutionResult ended(TestDescriptor container) {
        try {
            classes.end(container);
            return TestExecutionResult.successful();
        } catch (TestAbortedException e) {
            return TestExecutionResult.aborted(e);
        } catch (Throwable e) {
            summary.runFailed("what comes after all tests of " + container.getDisplayName() + " failed: "
                    + UserFailure.text(e));
            return TestExecutionResult.failed(e);
        }
    }

    private void tell(Runnable event) {
        failures.attempt("a listener to the run", event);
    }

    private Optional<TestDescriptor> container(TestDescriptor descriptor) {
        return descriptor.getParent().filter(parent -> !parent.equals(engine));
    }
}
