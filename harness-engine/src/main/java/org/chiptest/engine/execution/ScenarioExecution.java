package org.chiptest.engine.execution;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import org.chiptest.api.Variant;
import org.chiptest.engine.callable.CallableRecipe;
import org.chiptest.engine.descriptor.ChipTestEngineDescriptor;
import org.chiptest.engine.descriptor.Plan;
import org.chiptest.engine.descriptor.PlannedTest;
import org.chiptest.engine.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.settings.Settings;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.worker.ChipWorker;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;

/**
 * Run the tests of a tree: compile, lease a device, call, give back.
 *
 * <p>The caller's thread starts the tests in the order of the tree, each on a thread of its own once its callables are
 * compiled and a device is free. All events of a test come from one thread.
 */
public final class ScenarioExecution {

    private final EngineExecutionListener listener;
    private final ExecutionResources resources;
    private final Settings settings;
    private final long seed;
    private final List<PlannedTest> tests;
    private final RunSummary summary;
    private final Containers containers;
    private final Map<CallableRecipe, CompletableFuture<ChipCallable>> compiled = new LinkedHashMap<>();

    public ScenarioExecution(ChipTestEngineDescriptor engine, EngineExecutionListener listener,
            ExecutionResources resources, long newSeed) {
        this.listener = listener;
        this.resources = resources;
        this.settings = engine.settings();
        this.seed = settings.seed().orElse(newSeed);
        this.tests = tests(engine);
        this.summary = new RunSummary(settings.summary(), tests.size());
        this.containers = new Containers(engine, listener, summary);
    }

    /** Run all tests, and return when the last one has ended and all devices are closed. */
    public void run() throws InterruptedException {
        summary.write();
        containers.begin();
        AtomicInteger threads = new AtomicInteger();
        try (ExecutorService executor = Executors.newCachedThreadPool(
                task -> Thread.ofPlatform().name("chiptest-" + threads.incrementAndGet()).unstarted(task));
                DevicePool pool = new DevicePool(settings.devices(), resources.devices(), executor)) {
            compileAhead();
            pool.warm(variants());
            List<CompletableFuture<Void>> running = new ArrayList<>();
            for (PlannedTest test : tests) {
                start(test, pool, executor, running);
            }
            CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
        }
        summary.write();
        containers.end();
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

    private void compileAhead() {
        for (PlannedTest test : tests) {
            if (test.plan() instanceof Plan.Run(Map<String, CallableRecipe> callables)) {
                callables.values().forEach(
                        recipe -> compiled.computeIfAbsent(recipe, each -> resources.compiler().compile(each)));
            }
        }
    }

    private List<Variant> variants() {
        return tests.stream().filter(test -> test.plan() instanceof Plan.Run)
                .map(test -> ((ScenarioTestDescriptor) test).declared().variant()).toList();
    }

    private void start(PlannedTest test, DevicePool pool, ExecutorService executor,
            List<CompletableFuture<Void>> running) throws InterruptedException {
        switch (test.plan()) {
            case Plan.Run(var recipes) -> startRun((ScenarioTestDescriptor) test, recipes, pool, executor, running);
            case Plan.Fail(String message) -> {
                containers.started(test);
                String where = test instanceof ScenarioTestDescriptor scenario
                        ? "\n\n" + FailureText.of(scenario, OptionalInt.empty(), OptionalLong.empty())
                        : "";
                containers.finished(test, TestExecutionResult.failed(new AssertionError(message + where)));
            }
            case Plan.Skip(String reason) -> containers.skipped(test, reason);
            case Plan.NotApplicable(String reason) -> containers.skipped(test, "not applicable: " + reason);
        }
    }

    private void startRun(ScenarioTestDescriptor test, Map<String, CallableRecipe> recipes, DevicePool pool,
            ExecutorService executor, List<CompletableFuture<Void>> running) throws InterruptedException {
        Map<String, ChipCallable> callables = new LinkedHashMap<>();
        try {
            recipes.forEach((name, recipe) -> callables.put(name, callable(recipe)));
        } catch (CompletionException e) {
            containers.started(test);
            containers.finished(test, failed(test, e.getCause() == null ? e : e.getCause(), OptionalInt.empty()));
            return;
        }
        DevicePool.Lease lease = pool.lease(test.declared().variant());
        running.add(CompletableFuture.runAsync(() -> {
            try (lease) {
                runOn(lease, test, callables);
            }
        }, executor));
    }

    private ChipCallable callable(CallableRecipe recipe) {
        return compiled.computeIfAbsent(recipe, each -> resources.compiler().compile(each)).join();
    }

    private void runOn(DevicePool.Lease lease, ScenarioTestDescriptor test, Map<String, ChipCallable> callables) {
        containers.started(test);
        listener.reportingEntryPublished(test, ReportEntry.from("device", String.valueOf(lease.deviceId())));
        TestExecutionResult result;
        try {
            runOnDevice(lease, test, callables);
            result = TestExecutionResult.successful();
        } catch (Throwable failure) {
            result = failed(test, failure, OptionalInt.of(lease.deviceId()));
        }
        containers.finished(test, result);
    }

    private void runOnDevice(DevicePool.Lease lease, ScenarioTestDescriptor test,
            Map<String, ChipCallable> callables) {
        if (test.scenario().freshWorker()) {
            try (Device device = lease.fresh()) {
                runWith(device, lease, test, callables);
            }
        } else if (!runWith(lease.device(), lease, test, callables)) {
            lease.discard();
        }
    }

    private boolean runWith(Device device, DevicePool.Lease lease, ScenarioTestDescriptor test,
            Map<String, ChipCallable> callables) {
        LeasedDevice leased = new LeasedDevice(device);
        try (ChipWorker worker = new ChipWorker(id -> leased)) {
            worker.init(lease.deviceId());
            new ScenarioRun(test, worker, lease.deviceId(), callables, settings.rounds(),
                    seed ^ test.getUniqueId().toString().hashCode(), listener).call();
        }
        return leased.healthy();
    }

    private TestExecutionResult failed(ScenarioTestDescriptor test, Throwable failure, OptionalInt deviceId) {
        return TestExecutionResult
                .failed(ScenarioFailedError.of(failure, FailureText.of(test, deviceId, OptionalLong.empty())));
    }
}
