package org.chiptest.engine.internal.attempt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.chiptest.diagnostics.divergence.KernelReference;
import org.chiptest.engine.internal.callable.CallableRecipe;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.device.DeviceLog;
import org.chiptest.engine.internal.device.OpenDevice;
import org.chiptest.engine.internal.lease.DevicePool;
import org.chiptest.engine.internal.lease.FreshWorkers;
import org.chiptest.engine.internal.lease.LeasedDevice;
import org.chiptest.engine.internal.outcome.Ending;
import org.chiptest.engine.internal.outcome.Failures;
import org.chiptest.engine.internal.run.RunContext;
import org.chiptest.engine.internal.timed.LateException;
import org.chiptest.engine.internal.timed.Steps;
import org.chiptest.engine.internal.timed.TimedBody;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.internal.device.AbsentException;
import org.chiptest.runtime.process.ChipPool;
import org.chiptest.runtime.worker.ChipWorker;
import org.opentest4j.TestAbortedException;

/** One attempt at a test on a leased device, on a thread of its own. */
public final class TestRun {

    /** The part of a scenario's time in which it may look for what makes it fail. */
    private static final int PART_FOR_SEARCHES = 3;

    private final ScenarioTestDescriptor test;
    private final RunSubject subject;
    private final RunContext context;
    private final Publisher publisher;
    private final Supplier<Path> directory;
    private final TestCaptures captures;
    private final Evidence evidence;

    /** What the worker had run before, which others have used too. */
    private List<String> predecessors = List.of();

    /** What a worker had run that has died: the cause may lie there. */
    private List<String> ranBefore = List.of();

    /**
     * Prepare to run.
     *
     * @param subject   what is run: the test itself, or what it is compared with
     * @param directory makes the folder of its files
     */
    public TestRun(ScenarioTestDescriptor test, RunSubject subject, Supplier<Path> directory, RunContext context) {
        this.test = test;
        this.subject = subject;
        this.directory = directory;
        this.context = context;
        this.publisher = new Publisher(context.events(), test, subject.side());
        this.captures = new TestCaptures(test, subject, context, publisher, directory);
        this.evidence = new Evidence(publisher, directory);
    }

    /** Return the names of the tests that its worker had run before; none of a worker of its own. */
    public List<String> predecessors() {
        return predecessors;
    }

    /** Run it; whatever happens becomes its ending, with what was thrown as it is. */
    public Ending perform(DevicePool.Lease lease) {
        publisher.publish("device", String.join(",", lease.deviceIds().stream().map(String::valueOf).toList()));
        if (test.scenario().seesSeed()) {
            publisher.publish("seed", String.valueOf(context.seed()));
        }
        try {
            captures.requirePossible();
            context.classes().begin(test);
            switch (lease.need().use()) {
                case SHARED -> performShared(lease);
                case FRESH -> performFresh(lease);
                case HOST -> performOnHost(lease);
            }
            captures.requireKept();
            return new Ending.Passed();
        } catch (TestAbortedException e) {
            return new Ending.Aborted(e);
        } catch (AbsentException e) {
            return new Ending.Aborted(notApplicable(e));
        } catch (Throwable e) {
            captures.addBrokenPromise(e);
            return new Ending.Failed(e);
        }
    }

    /** Return what the worker had run, if it has died. */
    public List<String> ranBefore() {
        return ranBefore;
    }

    /**
     * A run that was recorded.
     *
     * @param run    what was recorded
     * @param folder where its files lie
     * @param recipe what its callable is made of, if that is known
     */
    public record Recording(RecordedRun run, Path folder, Optional<CallableRecipe> recipe) {

        /** Return what its kernels have to compute, by func id. */
        public Map<Integer, KernelReference> references() {
            return recipe.map(CallableRecipe::references).orElse(Map.of());
        }
    }

    /** Return what was recorded of its runs. */
    public List<Recording> recordings() {
        return captures.recordings();
    }

    /** What a device cannot count says nothing about it: whoever asks for it is not meant for this platform. */
    private TestAbortedException notApplicable(AbsentException e) {
        return new TestAbortedException(
                "not applicable: on " + subject.declared().variant().platform().name() + " " + e.getMessage(), e);
    }

    private void performShared(DevicePool.Lease lease) {
        OpenDevice device = lease.device();
        List<String> before = device.history().names();
        predecessors = before;
        LeasedDevice leased = new LeasedDevice(captures.before(device));
        try {
            performOn(device, leased, lease);
        } catch (Throwable e) {
            boolean healthy = leased.healthy();
            if (!healthy || test.scenario().contract().isPresent()) {
                // of a worker that breaks a promise nobody knows what it has left
                discard(lease, e);
            }
            if (healthy || before.isEmpty() || !leased.failedBeforeRunning()) {
                throw e;
            }
            performAgain(lease, before, e);
            return;
        }
        if (!leased.healthy() || leased.isFull()) {
            ranBefore = device.history().names();
            lease.discard();
        }
    }

    /** Perform the test on a fresh worker, as the one before it on the same worker seems to have cost it its own. */
    private void performAgain(DevicePool.Lease lease, List<String> before, Throwable first) {
        ranBefore = List.of();
        performShared(lease);
        String text = "its worker could not serve it any more, so " + subject.fullName(test)
                + " was repeated on a fresh one, where it passed; look at what that worker ran before, last "
                + before.getLast() + " (" + before.size() + " in all). The first time: " + Failures.line(first);
        publisher.publish("warning", text);
        context.summary().warned(text);
    }

    private void performFresh(DevicePool.Lease lease) {
        try (OpenDevice device = lease.fresh()) {
            performOn(device, new LeasedDevice(captures.before(device)), lease);
        }
    }

    /** Let the scenario start the chips, or take those that others have left; if it fails, nobody takes them any more. */
    private void performOnHost(DevicePool.Lease lease) {
        lease.vacate();
        Optional<ChipPool.Visit> kept = test.scenario().freshWorker()
                ? Optional.empty()
                : context.hosts().chips(lease.need().kind()).map(pool -> pool.visit(subject.fullName(test)));
        try (HostWorker host = context.hosts().make(lease.need().kind(), lease.deviceIds(),
                subject.declared().scenarioCase().subWorkers(), kept)) {
            host.watch(captures.beforeChips());
            try {
                call(Workplace.of(lease.deviceIds(), host), () -> {
                    // the host is closed next, with all its children
                });
            } catch (Throwable e) {
                kept.ifPresent(ChipPool.Visit::end);
                Evidence.attaching(e, () -> captures.publish(host, Optional.of(e)));
                throw e;
            }
            captures.publish(host, Optional.empty());
        } catch (Throwable e) {
            List<String> before = kept.map(ChipPool.Visit::before).orElse(List.of());
            if (Evidence.death(e).isPresent()) {
                ranBefore = before;
            }
            evidence.attachHost(before, e);
            throw e;
        }
    }

    private void performOn(OpenDevice open, LeasedDevice leased, DevicePool.Lease lease) {
        int deviceId = lease.deviceIds().getFirst();
        int ran = open.history().begin(subject.fullName(test), loadable());
        long mark = open.log().map(DeviceLog::mark).orElse(0L);
        try (FreshWorkers fresh = new FreshWorkers(lease::fresh, deviceId, limit().dividedBy(PART_FOR_SEARCHES));
                ChipWorker worker = new ChipWorker(id -> leased)) {
            worker.init(deviceId);
            call(Workplace.of(deviceId, worker, fresh), leased::giveUp);
        } catch (Throwable e) {
            List<String> before = open.history().first(ran);
            evidence.attachLogs(open, mark, before, e);
            if (Evidence.death(e).isPresent()) {
                ranBefore = before;
            }
            Evidence.attaching(e, () -> evidence.publishWarnings(open, leased, mark));
            Evidence.attaching(e, () -> captures.publish(Optional.of(e)));
            throw e;
        }
        evidence.publishWarnings(open, leased, mark);
        captures.publish(Optional.empty());
    }

    private void call(Workplace place, Runnable giveUp) {
        MethodCall call = new MethodCall(test, place, subject, context, seed(), publisher, directory,
                captures.records());
        String name = subject.fullName(test);
        try {
            TimedBody.run("the scenario", "raise -Dtimeout or the case's scenarioTimeoutSeconds or @Timeout",
                    call::perform, limit(), () -> context.reserve().giveWay(name));
        } catch (LateException e) {
            call.giveUp();
            giveUp.run();
            context.summary().gaveUp(e.threadLeft());
            finishLate(call, e);
            throw e;
        }
    }

    private Duration limit() {
        return subject.declared().scenarioCase().timeout().orElse(context.settings().timeout());
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
        return subject.callables().keySet().stream().map(name -> type + "." + name).toList();
    }

    /** Derive the test's seed from that of the run, so that it does not depend on which other tests run. */
    private long seed() {
        return context.seed() * 31 + test.getUniqueId().toString().hashCode();
    }
}
