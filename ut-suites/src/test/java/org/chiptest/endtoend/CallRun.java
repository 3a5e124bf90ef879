package org.chiptest.endtoend;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.awaitility.core.ConditionTimeoutException;
import org.chiptest.engine.internal.ChipTestEngine;
import org.chiptest.engine.internal.device.OpenDevice;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.internal.files.FileTree;
import org.chiptest.runtime.internal.linker.LibcException;
import org.chiptest.runtime.internal.process.parent.ReadyDevices;
import org.chiptest.runtime.process.StartupCache;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * Run {@link CallScenarios} of one level on one variant, with calls of one side that fail until the second scenario begins.
 *
 * @param startup what workers start from, which then make few calls for their classes
 */
record CallRun(CallWatch.Side side, int level, String platform, RuntimeKind runtime, Optional<StartupCache> startup) {

    private static final String WORKERS = "workers";
    private static final String RESULTS = "results";

    /** How the first scenario ended. */
    enum End {
        /** It passed. */
        SUCCESS,
        /** It failed with an error of the device or its worker, which lives on or was ended in order. */
        ERROR,
        /** It failed with the report of a worker's death. */
        DEATH
    }

    /**
     * What came of a run.
     *
     * @param failed how many calls failed
     * @param end    how the first scenario ended
     * @param text   what it failed with; empty if it passed
     * @param harm   what must not be: the first scenario failed with something else, the second or the run failed, or something is left
     */
    record Result(int failed, End end, String text, List<String> harm) {}

    /** Run with a call that fails. */
    Result perform(FailingCall failing, Path folder) {
        Leftovers before = Leftovers.now();
        CallWatch watch = watch(folder, Optional.of(failing));
        EngineExecutionResults execution = execute(watch, folder);
        int failed = watch.failed();
        SuiteRun run = SuiteRun.of(execution);
        List<String> harm = new ArrayList<>(runFailures(execution));
        Optional<Throwable> thrown = Optional.ofNullable(run.results().get(test("first")))
                .flatMap(TestExecutionResult::getThrowable);
        thrown.filter(e -> UserFailure.find(e, DeviceException.class).isEmpty()
                && UserFailure.find(e, LibcException.class).isEmpty())
                .ifPresent(e -> harm.add("the first scenario failed with no error of a worker or a call: " + e));
        if (!run.ended(Status.SUCCESSFUL).contains(test("next"))) {
            harm.add("the next scenario failed: " + run.failure(test("next")));
        }
        harm.addAll(leftIn(folder));
        try {
            Leftovers.awaitNoneSince(before);
        } catch (ConditionTimeoutException e) {
            harm.add(e.getMessage());
        }
        End end = thrown.map(e -> UserFailure.find(e, WorkerDiedException.class).isPresent() ? End.DEATH : End.ERROR)
                .orElse(End.SUCCESS);
        return new Result(failed, end, thrown.isEmpty() ? "" : run.failure(test("first")), harm);
    }

    /** Return how many calls of each name are made if none fails. */
    Map<String, Integer> count(Path folder) {
        CallWatch watch = watch(folder, Optional.empty());
        SuiteRun run = SuiteRun.of(execute(watch, folder));
        if (run.ended(Status.SUCCESSFUL).size() != 2) {
            throw new IllegalStateException(this + " fails although no call does: " + run.results());
        }
        Map<String, Integer> counts = watch.made();
        leftIn(folder);
        return counts;
    }

    private CallWatch watch(Path folder, Optional<FailingCall> failing) {
        return side.watch(created(folder.resolve(RESULTS)).resolve("calls"), failing);
    }

    private EngineExecutionResults execute(CallWatch watch, Path folder) {
        WorkerSettings workers = WorkerSettings.withShim(TestToolchain.shim()).withStartup(startup)
                .withDirectory(created(folder.resolve(WORKERS)))
                .withControlDeadline(Duration.ofSeconds(60)).withRunGrace(Duration.ofSeconds(20))
                .withCloseDeadline(Duration.ofSeconds(60));
        CallScenarios.watch = watch;
        AtomicInteger hosts = new AtomicInteger();
        ChosenWorkers environment = new ChosenWorkers(workers, (kind, deviceId) -> OpenDevice.withoutLog(ReadyDevices
                .open(platform, runtime, workers, deviceId, process -> watch.begin(List.of(process)))),
                () -> endBeforeSecond(hosts, watch));
        try (watch) {
            return EngineTestKit.engine(new ChipTestEngine(environment))
                    .selectors(selectClass(level == 2
                            ? CallScenarios.OfLevel2.class
                            : CallScenarios.OfLevel3.class))
                    .configurationParameters(Map.of("platform", platform, "runtime", runtime.id(),
                            "chiptest.summary", folder.resolve(RESULTS).resolve("summary.json").toString()))
                    .execute();
        }
    }

    /** The host worker of the second scenario is made before that begins. */
    private static void endBeforeSecond(AtomicInteger hosts, CallWatch watch) {
        if (hosts.incrementAndGet() > 1) {
            watch.close();
        }
    }

    private static List<String> runFailures(EngineExecutionResults execution) {
        return execution.containerEvents().finished().list().stream()
                .flatMap(event -> event.getPayload(TestExecutionResult.class).stream())
                .flatMap(result -> result.getThrowable().stream()).map(e -> "the run failed: " + e.getMessage())
                .toList();
    }

    /** Return what is left of workers, and delete all of it. */
    private static List<String> leftIn(Path folder) {
        try (Stream<Path> files = Files.list(folder.resolve(WORKERS))) {
            List<String> left = files.map(file -> "left over: " + file).toList();
            for (String name : List.of(WORKERS, RESULTS)) {
                FileTree.delete(folder.resolve(name));
            }
            return left;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path created(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String test(String name) {
        return "runs/" + name + " [" + platform + " " + runtime.shortName() + "]";
    }

    @Override
    public String toString() {
        return "calls of " + side + ", level " + level + " on " + platform + " " + runtime.shortName();
    }
}
