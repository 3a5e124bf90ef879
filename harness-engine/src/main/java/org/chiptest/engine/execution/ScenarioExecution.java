package org.chiptest.engine.execution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import org.chiptest.engine.callable.CallableRecipe;
import org.chiptest.engine.descriptor.ChipTestEngineDescriptor;
import org.chiptest.engine.descriptor.Plan;
import org.chiptest.engine.descriptor.PlannedTest;
import org.chiptest.engine.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.settings.Settings;
import org.chiptest.engine.summary.RunSummary;
import org.chiptest.engine.summary.Status;
import org.chiptest.runtime.callable.ChipCallable;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;

/**
 * Run the tests of a tree: compile, lease a device, call, give back.
 *
 * <p>The caller's thread starts the tests in the order of the tree, each on a thread of its own once its callables are
 * compiled and a device is free. All events of a test come from one thread.
 */
public final class ScenarioExecution {

    private final Settings settings;
    private final ExecutionResources resources;
    private final RunSummary summary;
    private final List<PlannedTest> tests;
    private final TestEvents events;
    private final Compilations compilations;
    private final RunContext context;
    private final List<CompletableFuture<Void>> running = new ArrayList<>();

    /**
     * Prepare to run.
     *
     * @param newSeed     seed of the random numbers if the settings have none
     * @param testCommand the command that runs the tests of the module
     */
    public ScenarioExecution(ExecutionRequest request, ExecutionResources resources, RunSummary summary, long newSeed,
            String testCommand) {
        ChipTestEngineDescriptor engine = (ChipTestEngineDescriptor) request.getRootTestDescriptor();
        this.settings = engine.settings();
        this.resources = resources;
        this.summary = summary;
        this.tests = tests(engine);
        this.events = new TestEvents(engine, request.getEngineExecutionListener(), summary);
        this.compilations = new Compilations(resources.compiler());
        long seed = settings.seed().orElse(newSeed);
        this.context = new RunContext(settings, seed, events, new Failures(new Rerun(testCommand), seed),
                request.getOutputDirectoryCreator());
    }

    /** Run all tests, and return when the last one has ended and all devices are closed. */
    public void run() {
        summary.discovered(names(), context.seed());
        resources.report(summary, settings.summary());
        events.begin();
        AtomicInteger threads = new AtomicInteger();
        try (ExecutorService executor = Executors.newCachedThreadPool(
                task -> Thread.ofPlatform().name("chiptest-" + threads.incrementAndGet()).unstarted(task));
                DevicePool pool = new DevicePool(settings.devices(), resources.devices(), executor)) {
            prepare(pool);
            tests.forEach(test -> start(test, pool, executor));
            CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
        }
        resources.report(summary, settings.summary());
        events.end(result());
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

    /** Start to compile, and to open the first device on each number, so that both overlap. */
    private void prepare(DevicePool pool) {
        List<ScenarioTestDescriptor> runnable = tests.stream().filter(test -> test.plan() instanceof Plan.Run)
                .map(ScenarioTestDescriptor.class::cast).toList();
        runnable.forEach(test -> compilations.start(((Plan.Run) test.plan()).callables().values()));
        pool.warm(runnable.stream().filter(test -> !test.scenario().freshWorker())
                .map(test -> test.declared().variant()).toList());
    }

    private void start(PlannedTest test, DevicePool pool, ExecutorService executor) {
        switch (test.plan()) {
            case Plan.Run(var recipes) -> startRun((ScenarioTestDescriptor) test, recipes, pool, executor);
            case Plan.Fail(String message) -> fail(test, context.failures().refused(test, message));
            case Plan.Skip(String reason) -> events.skipped(test, Status.SKIPPED, reason);
            case Plan.NotApplicable(String reason) -> events.skipped(test, Status.NOT_APPLICABLE, reason);
        }
    }

    private void startRun(ScenarioTestDescriptor test, Map<String, CallableRecipe> recipes, DevicePool pool,
            ExecutorService executor) {
        Map<String, ChipCallable> callables;
        DevicePool.Lease lease;
        try {
            callables = compilations.await(recipes);
            lease = pool.lease(test.declared().variant());
        } catch (RuntimeException e) {
            fail(test, context.failures().thrown(test, e, OptionalInt.empty()));
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(test, context.failures().thrown(test, e, OptionalInt.empty()));
            return;
        }
        running.add(CompletableFuture.runAsync(() -> {
            try (lease) {
                new TestRun(test, callables, context).perform(lease);
            }
        }, executor));
    }

    private void fail(PlannedTest test, Throwable failure) {
        events.started(test);
        events.failed(test, failure, OptionalInt.empty(), Duration.ZERO);
    }

    private TestExecutionResult result() {
        List<String> unaccounted = summary.unaccounted();
        return unaccounted.isEmpty()
                ? TestExecutionResult.successful()
                : TestExecutionResult.failed(new IllegalStateException(
                        unaccounted.size() + " tests were discovered but have no result: " + unaccounted));
    }
}
