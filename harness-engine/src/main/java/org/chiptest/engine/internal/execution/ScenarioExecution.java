package org.chiptest.engine.internal.execution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.chiptest.engine.internal.callable.CallableRecipe;
import org.chiptest.engine.internal.descriptor.ChipTestEngineDescriptor;
import org.chiptest.engine.internal.descriptor.Counterpart;
import org.chiptest.engine.internal.descriptor.Plan;
import org.chiptest.engine.internal.descriptor.PlannedTest;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.expectation.Expectations;
import org.chiptest.engine.internal.history.HistoryRecorder;
import org.chiptest.engine.internal.lease.DeviceNeed;
import org.chiptest.engine.internal.lease.DevicePool;
import org.chiptest.engine.internal.lease.WaitingLine;
import org.chiptest.engine.internal.outcome.Ending;
import org.chiptest.engine.internal.outcome.Failures;
import org.chiptest.engine.internal.outcome.Rerun;
import org.chiptest.engine.internal.outcome.RunFailures;
import org.chiptest.engine.internal.outcome.Verdict;
import org.chiptest.engine.internal.run.AttemptDirectories;
import org.chiptest.engine.internal.run.ClassLifecycles;
import org.chiptest.engine.internal.run.FailFastGuard;
import org.chiptest.engine.internal.run.RanTests;
import org.chiptest.engine.internal.run.RunContext;
import org.chiptest.engine.internal.run.TestEvents;
import org.chiptest.engine.internal.settings.ExpectationMode;
import org.chiptest.engine.internal.settings.Settings;
import org.chiptest.engine.internal.summary.RunSummary;
import org.chiptest.engine.internal.summary.Status;
import org.chiptest.engine.internal.timed.Reserve;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.internal.foreign.DescriptionSettings;
import org.chiptest.runtime.internal.settings.HostClock;
import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;

/**
 * Run the tests of a tree: compile, lease a device, call, give back.
 *
 * <p>The caller's thread starts the tests in the order of the tree, each on a thread of its own once its callables are
 * compiled and its devices are free; while a test waits for several devices, others behind it may use those that are free
 * already ({@link WaitingLine}). All events of a test come from one thread.
 */
public final class ScenarioExecution {

    private static final String CANCELLED = "the run was cancelled before this test had started";

    private final Settings settings;
    private final ExecutionResources resources;
    private final RunSummary summary;
    private final List<TestDescriptor> restored;
    private final List<PlannedTest> tests;
    private final RunFailures failures;
    private final RunHistory history;
    private final FailFastGuard failFast;
    private final TestEvents events;
    private final Expectations expectations;
    private final Compilations compilations;
    private final RunContext context;
    private final BooleanSupplier cancelled;
    /** How many tests run or have run, which the caller's thread knows, and permits for those that have ended, however they did. */
    private int testsStarted;
    private final Semaphore testsEnded = new Semaphore(0);

    /** Has permits if, since the caller's thread looked last, devices were given back or a callable was compiled. */
    private final Semaphore changes = new Semaphore(0);

    /**
     * Prepare to run.
     *
     * @param newSeed     seed of the random numbers if the settings have none
     * @param testCommand the command that runs the tests of the module
     * @param commit      what is tested; empty if nobody knows
     */
    public ScenarioExecution(ExecutionRequest request, ExecutionResources resources, RunSummary summary, long newSeed,
            String testCommand, String commit) {
        ChipTestEngineDescriptor engine = (ChipTestEngineDescriptor) request.getRootTestDescriptor();
        this.settings = engine.settings();
        this.cancelled = CancelledRun.of(request);
        this.resources = resources;
        this.summary = summary;
        this.failures = new RunFailures(summary::runFailed);
        HistoryRecorder recorder = new HistoryRecorder(HostClock::now,
                HostClock.now() + " " + ProcessHandle.current().pid(), commit);
        this.history = new RunHistory(resources.history(), recorder, summary);
        long seed = settings.seed().orElse(newSeed);
        Reserve reserve = Reserve.taken(summary::warned);
        this.restored = FilteredMistakes.restore(engine);
        this.tests = new TestOrder(settings.execution().order(), history.past(), seed, settings.cases())
                .of(tests(engine));
        this.failFast = new FailFastGuard(settings.execution().failFast());
        engine.shard().ifPresent(summary::shared);
        ClassLifecycles classes = new ClassLifecycles(settings.timeout(), seed, reserve);
        this.events = new TestEvents(engine, request.getEngineExecutionListener(), summary, failures, classes, recorder,
                failFast);
        this.compilations = new Compilations(resources.compiler(), changes::release);
        this.context = new RunContext(settings, seed, events, summary,
                new Failures(
                        new Rerun(testCommand, settings, described(request.getConfigurationParameters())), seed),
                classes, resources.hosts(), resources.compiler(), new AttemptDirectories(settings.attempts()),
                engine.expectations().infra(), new RanTests(), reserve);
        this.expectations = engine.expectations();
    }

    private static SortedMap<String, String> described(ConfigurationParameters parameters) {
        return DescriptionSettings.given(parameters.keySet(), name -> parameters.get(name).orElse(null));
    }

    /**
     * Run all tests, and return when the last one has ended, all devices and the resources are closed.
     *
     * <p>Each step at the end is taken whatever becomes of the others, also if the caller's thread is interrupted: what went wrong with
     * them becomes the result of the engine, as tests that have ended cannot fail any more.
     */
    public void run() {
        summary.discovered(names(), context.seed());
        settings.shard().statusFile().ifPresent(file -> failures.attempt("touching " + file, () -> touch(file)));
        report();
        Runnable ended = resources.onExit(this::report);
        events.begin(context.seed(), restored);
        try (InterimSummary interim = InterimSummary.keptBy(() -> resources.keep(summary, settings.summary()))) {
            failures.attempt("running the tests", () -> runTests(interim));
        }
        context.reserve().close();
        ended.run();
        boolean interrupted = Thread.interrupted();
        try {
            tests.forEach(test -> events.lost(test, () -> context.failures().lost(test)));
            failures.attempt("comparing the run with earlier ones", history::compare);
            failures.attempt("keeping the history", history::keep);
            if (settings.expectations().mode() == ExpectationMode.UPDATE) {
                failures.attempt("writing the patch of expectations",
                        () -> new ExpectationUpdate(expectations, settings, summary).write(tests));
            }
            report();
            int reported = failures.count();
            failures.attempt("closing what the run used", resources::close);
            events.end(failures.result());
            if (failures.count() > reported) {
                report();
            }
            failures.attempt("announcing the run", () -> resources.announce(summary));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void report() {
        failures.attempt("reporting", () -> resources.report(summary, settings.summary()));
    }

    private static void touch(Path file) {
        try {
            Files.write(file, new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot touch " + file, e);
        }
    }

    private void runTests(InterimSummary interim) {
        AtomicInteger threads = new AtomicInteger();
        try (ExecutorService executor = Executors.newCachedThreadPool(
                task -> Thread.ofPlatform().name("chiptest-" + threads.incrementAndGet()).unstarted(task))) {
            DevicePool pool = new DevicePool(settings.devices(), largestFreeNeed(), resources.devices(),
                    executor, changes::release);
            startAll(pool, executor, interim);
            testsEnded.acquireUninterruptibly(testsStarted);
            close(pool);
        }
    }

    /** Close all devices; an interrupt would have them killed instead, and taken for the bad end that they are not. */
    private void close(DevicePool pool) {
        boolean interrupted = Thread.interrupted();
        failures.attempt("closing the devices",
                () -> pool.close().forEach(end -> failures.add(end.describe(), end.failure())));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<PlannedTest> tests(TestDescriptor parent) {
        List<PlannedTest> tests = new ArrayList<>();
        for (TestDescriptor child : parent.getChildren()) {
            if (child instanceof PlannedTest test) {
                tests.add(test);
            }
            tests.addAll(tests(child));
        }
        return tests;
    }

    private Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        tests.forEach(test -> names.put(test.getUniqueId().toString(), test.fullName()));
        return names;
    }

    private int largestFreeNeed() {
        return runnable().filter(test -> !test.declared().variant().platform().capabilities().limited())
                .mapToInt(test -> test.declared().scenarioCase().devices()).max().orElse(1);
    }

    private Stream<ScenarioTestDescriptor> runnable() {
        return tests.stream().filter(test -> test.plan() instanceof Plan.Run).map(ScenarioTestDescriptor.class::cast);
    }

    /** Start to compile, and to open the first device on each number, so that both overlap. */
    private void prepare(DevicePool pool) {
        List<ScenarioTestDescriptor> runnable = runnable().toList();
        if (!runnable.isEmpty()) {
            resources.devices().startEarly();
        }
        runnable.forEach(test -> compilations.start(recipes(test).values()));
        if (settings.comparison().always()) {
            runnable.forEach(test -> compilations.start(otherRecipes(test)));
        }
        runnable.forEach(this::announceSubWorkers);
        pool.warm(runnable.stream().map(DeviceNeed::of).toList());
    }

    /** Say what a test will take of what others leave, so that it can be started ahead. */
    private void announceSubWorkers(ScenarioTestDescriptor test) {
        int subWorkers = test.declared().scenarioCase().subWorkers();
        if (test.scenario().usesHost() && !test.scenario().freshWorker() && subWorkers > 0) {
            context.hosts().chips(test.deviceKind()).ifPresent(chips -> chips.expectSubWorkers(subWorkers));
        }
    }

    private void startAll(DevicePool pool, ExecutorService executor, InterimSummary interim) {
        WaitingLine<PlannedTest, Optional<DeviceNeed>> line = new WaitingLine<>(tests, ScenarioExecution::need);
        try {
            prepare(pool);
            for (Optional<PlannedTest> first = line.first(); first.isPresent(); first = line.first()) {
                if (cancelled.getAsBoolean()) {
                    line.removeAll().forEach(test -> events.skipped(test, Status.SKIPPED, CANCELLED));
                    break;
                }
                Optional<String> kept = first.get().plan() instanceof Plan.Run
                        ? failFast.reason(first.get())
                        : Optional.empty();
                if (kept.isPresent()) {
                    line.removeFirst();
                    events.skipped(first.get(), Status.SKIPPED, kept.get());
                } else if (first.get().plan() instanceof Plan.Run) {
                    startNext(line, pool, executor, interim);
                } else {
                    line.removeFirst();
                    settle(first.get());
                }
            }
        } catch (InterruptedException e) {
            line.removeAll().forEach(this::settle);
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            failures.add("no more tests could be started: " + UserFailure.text(e), e);
        }
    }

    /** Start the first test or one that may overtake it, or wait until that may have become possible. */
    private void startNext(WaitingLine<PlannedTest, Optional<DeviceNeed>> line, DevicePool pool,
            ExecutorService executor,
            InterimSummary interim) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        // Asked first: otherwise each test that ends would have all look that wait.
        Optional<PlannedTest> next = pool.isExhausted() ? Optional.empty() : next(line, pool.leasable());
        Optional<String> kept = next.flatMap(failFast::reason);
        if (kept.isPresent()) {
            events.skipped(next.get(), Status.SKIPPED, kept.get());
        } else if (next.isPresent()) {
            startRun((ScenarioTestDescriptor) next.get(), pool, executor, interim);
        } else {
            changes.acquire();
            changes.drainPermits();
        }
    }

    /**
     * Let the next test leave that can start now. Nobody overtakes one that is being compiled: the order of tests on one device is always
     * the same.
     */
    private Optional<PlannedTest> next(WaitingLine<PlannedTest, Optional<DeviceNeed>> line,
            Predicate<DeviceNeed> leasable) {
        return line.first().filter(this::isCompiled)
                .flatMap(first -> line.next(need -> need.filter(leasable).isPresent(), this::isCompiled));
    }

    /** Return what a test needs that runs. */
    private static Optional<DeviceNeed> need(PlannedTest test) {
        return test.plan() instanceof Plan.Run
                ? Optional.of(DeviceNeed.of((ScenarioTestDescriptor) test))
                : Optional.empty();
    }

    private boolean isCompiled(PlannedTest test) {
        return test.plan() instanceof Plan.Run(var recipes, var _, var _) && compilations.areDone(recipes.values());
    }

    private void startRun(ScenarioTestDescriptor test, DevicePool pool, ExecutorService executor,
            InterimSummary interim) {
        Map<String, ChipCallable> callables;
        try {
            callables = compilations.await(recipes(test));
        } catch (RuntimeException e) {
            fail(test, context.failures().thrown(test, e, List.of()));
            return;
        }
        context.ran().add(test, callables);
        DevicePool.Lease lease = pool.lease(DeviceNeed.of(test));
        try {
            executor.execute(() -> {
                try {
                    perform(test, callables, lease);
                    interim.testEnded();
                } finally {
                    // needs no memory: of a JVM without any the run comes to its end
                    testsEnded.release();
                }
            });
            testsStarted++;
        } catch (RuntimeException | Error e) {
            lease.close();
            fail(test, context.failures().thrown(test, e, List.of()));
        }
    }

    private void perform(ScenarioTestDescriptor test, Map<String, ChipCallable> callables, DevicePool.Lease lease) {
        failures.attempt("running " + test.fullName(), () -> {
            try (lease) {
                new Attempts(test, callables, context).perform(lease);
            }
        });
    }

    /** Return what a test is compared with runs; it is compiled early, and whoever runs it waits for it. */
    private static Collection<CallableRecipe> otherRecipes(ScenarioTestDescriptor test) {
        return test.counterpart() instanceof Counterpart.Side side ? side.callables().values() : List.of();
    }

    private static Map<String, CallableRecipe> recipes(ScenarioTestDescriptor test) {
        return test.recipes();
    }

    /** Say what becomes of a test that is not run. */
    private void settle(PlannedTest test) {
        switch (test.plan()) {
            case Plan.Run run -> fail(test, context.failures().interrupted((ScenarioTestDescriptor) test));
            case Plan.Fail(String message) -> fail(test, context.failures().refused(test, message));
            case Plan.Skip(String reason) -> events.skipped(test, Status.SKIPPED, reason);
            case Plan.NotApplicable(String reason) -> events.skipped(test, Status.NOT_APPLICABLE, reason);
        }
    }

    private void fail(PlannedTest test, Throwable failure) {
        events.started(test);
        events.ended(test, Verdict.of(new Ending.Failed(failure), Optional.empty(), List.of(), context.infra()),
                List.of(),
                Duration.ZERO);
    }
}
