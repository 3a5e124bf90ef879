package org.chiptest.engine.internal.execution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.device.DeviceLog;
import org.chiptest.engine.internal.device.OpenDevice;
import org.chiptest.engine.internal.timed.LateException;
import org.chiptest.engine.internal.timed.Steps;
import org.chiptest.engine.internal.timed.TimedBody;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.WorkerDeath;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** One attempt at a test on a leased device, on a thread of its own. */
final class TestRun {

    /** What user code has done to its process that was put right, in the log of a worker. */
    private static final Pattern WARNING = Pattern.compile("\\[WARN\\] thread_state: |^chiptest: process ");

    private final ScenarioTestDescriptor test;
    private final int attempt;
    private final Map<String, ChipCallable> callables;
    private final RunContext context;

    /** Made when somebody has a file for it. */
    private @Nullable Path directory;

    /** What a worker had run that has died: the cause may lie there. */
    private List<String> ranBefore = List.of();

    /**
     * Prepare to run.
     *
     * @param attempt number of the attempt at the test, from {@link AttemptDirectories#FIRST}
     */
    TestRun(ScenarioTestDescriptor test, int attempt, Map<String, ChipCallable> callables, RunContext context) {
        this.attempt = attempt;
        this.test = test;
        this.callables = callables;
        this.context = context;
    }

    /** Run the test; whatever happens becomes its ending. */
    Ending perform(DevicePool.Lease lease) {
        TestEvents events = context.events();
        List<Integer> devices = lease.deviceIds();
        events.published(test, "device", String.join(",", devices.stream().map(String::valueOf).toList()));
        if (test.scenario().seesSeed()) {
            events.published(test, "seed", String.valueOf(context.seed()));
        }
        try {
            context.classes().begin(test);
            switch (lease.need().use()) {
                case SHARED -> performShared(lease);
                case FRESH -> performFresh(lease);
                case HOST -> performOnHost(lease);
            }
            return new Ending.Passed();
        } catch (TestAbortedException e) {
            return new Ending.Aborted(e);
        } catch (Throwable e) {
            return new Ending.Failed(context.failures().thrown(test, e, devices, ranBefore));
        }
    }

    private void performShared(DevicePool.Lease lease) {
        OpenDevice device = lease.device();
        LeasedDevice leased = new LeasedDevice(device.device());
        try {
            performOn(device, leased, lease.deviceIds().getFirst());
        } catch (Throwable e) {
            if (!leased.healthy()) {
                discard(lease, e);
            }
            throw e;
        }
        if (!leased.healthy()) {
            ranBefore = device.history().names();
            lease.discard();
        }
    }

    private void performFresh(DevicePool.Lease lease) {
        try (OpenDevice device = lease.fresh()) {
            performOn(device, new LeasedDevice(device.device()), lease.deviceIds().getFirst());
        }
    }

    /** Let the scenario start the chips, on devices on which nothing is open. */
    private void performOnHost(DevicePool.Lease lease) {
        lease.vacate();
        try (HostWorker host = context.hosts().make(lease.need().kind(), lease.deviceIds(),
                test.declared().scenarioCase().subWorkers())) {
            call(Workplace.of(lease.deviceIds(), host), () -> {
                // the host is closed next, with all its children
            });
        } catch (Throwable e) {
            death(e).ifPresent(died -> attaching(e, () -> attach("worker.log", died.death().log())));
            attachCrash(List.of(), e);
            throw e;
        }
    }

    private void performOn(OpenDevice open, LeasedDevice leased, int deviceId) {
        int ran = open.history().begin(test.fullName(), loadable());
        long mark = open.log().map(DeviceLog::mark).orElse(0L);
        try (ChipWorker worker = new ChipWorker(id -> leased)) {
            worker.init(deviceId);
            call(Workplace.of(deviceId, worker), leased::giveUp);
        } catch (Throwable e) {
            List<String> before = open.history().first(ran);
            attachLogs(open, mark, before, e);
            if (death(e).isPresent()) {
                ranBefore = before;
            }
            attaching(e, () -> publishWarnings(open, leased, mark));
            throw e;
        }
        publishWarnings(open, leased, mark);
    }

    /** Say what a scenario has left behind, whether it passed or not: the next one does not see it, but its author should. */
    private void publishWarnings(OpenDevice open, LeasedDevice leased, long mark) {
        open.log().filter(log -> log.mark() > mark).map(log -> log.since(mark)).stream().flatMap(String::lines)
                .filter(line -> WARNING.matcher(line).find())
                .forEach(line -> context.events().published(test, "warning", line));
        leased.shortage().ifPresent(text -> context.events().published(test, "warning", text));
    }

    private void call(Workplace place, Runnable giveUp) {
        MethodCall call = new MethodCall(test, place, callables, context.settings().rounds(), seed(), context.events(),
                this::directory);
        try {
            TimedBody.run("the scenario", "raise -Dtimeout or the case's scenarioTimeoutSeconds or @Timeout",
                    call::perform,
                    test.declared().scenarioCase().timeout().orElse(context.settings().timeout()));
        } catch (LateException e) {
            call.giveUp();
            giveUp.run();
            context.summary().gaveUp(e.threadLeft());
            finishLate(call, e);
            throw e;
        }
    }

    /** What the scenario's own thread does not come to, as it is left behind, is done on another one. */
    private void finishLate(MethodCall call, LateException late) {
        try {
            Steps steps = new Steps();
            TimedBody.run("what comes after the scenario", "raise -Dtimeout", () -> call.finish(steps),
                    context.settings().timeout());
            steps.end();
        } catch (Throwable e) {
            late.addSuppressed(e);
        }
    }

    private static void discard(DevicePool.Lease lease, Throwable failure) {
        try {
            lease.discard();
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    /** Return the names of the callables that the scenario may prepare. */
    private List<String> loadable() {
        String type = test.scenario().type().getSimpleName();
        return callables.keySet().stream().map(name -> type + "." + name).toList();
    }

    /** Derive the test's seed from that of the run, so that it does not depend on which other tests run. */
    private long seed() {
        return context.seed() * 31 + test.getUniqueId().toString().hashCode();
    }

    private void attachLogs(OpenDevice open, long mark, List<String> before, Throwable failure) {
        attaching(failure, () -> open.log().map(log -> log.since(mark)).filter(text -> !text.isEmpty())
                .ifPresent(text -> attach("worker.log", text)));
        attachCrash(before, failure);
    }

    private void attachCrash(List<String> before, Throwable failure) {
        Optional<WorkerDeath> death = death(failure).map(WorkerDiedException::death);
        attaching(failure, () -> death.flatMap(WorkerDeath::report)
                .ifPresent(report -> attach(report.name(), report.text() + "\nThis worker ran before: "
                        + (before.isEmpty() ? "nothing" : String.join("\n  ", before)) + "\n")));
        attaching(failure,
                () -> death.flatMap(WorkerDeath::errorFile).ifPresent(text -> attach("hs_err.log", text)));
        attaching(failure, () -> death.flatMap(WorkerDeath::sanitizerReport)
                .ifPresent(text -> attach("sanitizer.log", text)));
    }

    /** Whatever keeps a file from being attached, the failure itself is what must be seen. */
    private static void attaching(Throwable failure, Runnable attachment) {
        try {
            attachment.run();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static Optional<WorkerDiedException> death(Throwable failure) {
        return UserFailure.find(failure, WorkerDiedException.class);
    }

    private void attach(String name, String text) {
        try {
            Path file = Files.writeString(directory().resolve(name), text);
            context.events().published(test, file, "text/plain");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized Path directory() {
        Path made = directory;
        if (made == null) {
            made = context.directories().create(test, attempt);
            directory = made;
        }
        return made;
    }
}
