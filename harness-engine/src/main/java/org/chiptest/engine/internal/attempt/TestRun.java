package org.chiptest.engine.internal.attempt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.chiptest.diagnostics.divergence.KernelReference;
import org.chiptest.engine.internal.callable.CallableRecipe;
import org.chiptest.engine.internal.capture.AttemptCaptures;
import org.chiptest.engine.internal.capture.CapturedChip;
import org.chiptest.engine.internal.capture.CapturedDevice;
import org.chiptest.engine.internal.comparison.WatchedDevice;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.device.DeviceLog;
import org.chiptest.engine.internal.device.OpenDevice;
import org.chiptest.engine.internal.lease.DevicePool;
import org.chiptest.engine.internal.lease.FreshWorkers;
import org.chiptest.engine.internal.lease.LeasedDevice;
import org.chiptest.engine.internal.outcome.Ending;
import org.chiptest.engine.internal.outcome.Failures;
import org.chiptest.engine.internal.outcome.RefusedTestError;
import org.chiptest.engine.internal.run.RunContext;
import org.chiptest.engine.internal.timed.LateException;
import org.chiptest.engine.internal.timed.Steps;
import org.chiptest.engine.internal.timed.TimedBody;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.internal.device.CounterAbsentException;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.platform.Capabilities.Capture;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.WorkerDeath;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.opentest4j.TestAbortedException;

/** One attempt at a test on a leased device, on a thread of its own. */
public final class TestRun {

    /** What user code has done to its process that was put right, in the log of a worker. */
    private static final Pattern WARNING = Pattern.compile("\\[WARN\\] thread_state: |^chiptest: process ");

    /** The part of a scenario's time in which it may look for what makes it fail. */
    private static final int PART_FOR_SEARCHES = 3;

    private final ScenarioTestDescriptor test;
    private final RunSubject subject;
    private final RunContext context;
    private final Publisher publisher;
    private final Supplier<Path> directory;
    private final AttemptCaptures captures;

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
        captures = new AttemptCaptures(subject.captures(), subject.fullName(test),
                subject.declared().variant().platform().name(), directory);
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
            requireCaptures();
            context.classes().begin(test);
            switch (lease.need().use()) {
                case SHARED -> performShared(lease);
                case FRESH -> performFresh(lease);
                case HOST -> performOnHost(lease);
            }
            requireKept();
            return new Ending.Passed();
        } catch (TestAbortedException e) {
            return new Ending.Aborted(e);
        } catch (CounterAbsentException e) {
            return new Ending.Aborted(notApplicable(e));
        } catch (Throwable e) {
            addBrokenPromise(e);
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
        return captures.recordings().stream().map(each -> new Recording(each.run(), each.folder(),
                each.callable().flatMap(this::recipe))).toList();
    }

    /** A platform that cannot record what was asked for says so before anything runs. */
    private void requireCaptures() {
        Platform platform = subject.declared().variant().platform();
        Set<Capture> missing = new TreeSet<>(subject.captures().captures());
        Set<Capture> possible = platform.capabilities().captures();
        missing.removeAll(possible);
        if (!missing.isEmpty()) {
            boolean asked = context.settings().captures().captures().containsAll(missing);
            throw new RefusedTestError((asked ? "-Dcapture" : "the case") + " asks for " + names(missing)
                    + ", which platform " + platform.name() + " cannot record; it records " + names(possible)
                    + "; leave it out of " + (asked ? "-Dcapture" : "the case's capture")
                    + ", or leave the platform out of -Dplatform");
        }
    }

    private static String names(Set<Capture> captures) {
        return captures.isEmpty()
                ? "nothing"
                : captures.stream().sorted().map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                        .collect(Collectors.joining(", "));
    }

    /** What was captured without being asked for, only to be compared, promises nothing. */
    private void requireKept() {
        try {
            captures.requireKept();
        } catch (AssertionError e) {
            if (!subject.more()) {
                throw e;
            }
            publisher.publish("warning", String.valueOf(e.getMessage()));
        }
    }

    /** The scenario's own failure is what must be seen first. */
    private void addBrokenPromise(Throwable failure) {
        try {
            requireKept();
        } catch (AssertionError e) {
            if (!UserFailure.same(e, failure)) {
                failure.addSuppressed(e);
            }
        }
    }

    /** A rule has runs that must be refused, of which there is nothing to record. */
    private Device captured(OpenDevice device) {
        if (test.scenario().contract().isPresent()) {
            return device.device();
        }
        Device captured = new CapturedDevice(device.device(), captures, CapturedChip.SINGLE, Map.of(),
                this::kernelNames);
        return subject.log().<Device>map(log -> new WatchedDevice(captured, log)).orElse(captured);
    }

    /** Kernels are called like their sources. */
    private Map<Integer, String> kernelNames(ChipCallable callable) {
        Map<Integer, String> names = new HashMap<>();
        recipe(callable).ifPresent(recipe -> recipe.kernels()
                .forEach(kernel -> names.put(kernel.funcId(), baseName(kernel.source().written()))));
        return names;
    }

    private Optional<CallableRecipe> recipe(ChipCallable callable) {
        return subject.callables().entrySet().stream().filter(each -> each.getValue().equals(callable))
                .map(each -> subject.recipes().get(each.getKey())).filter(Objects::nonNull).reduce((_, last) -> last);
    }

    private static String baseName(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        return file.contains(".") ? file.substring(0, file.lastIndexOf('.')) : file;
    }

    /** Of what the test is compared with nothing is attached, but its pages are there for whoever follows a link. */
    private void publishCaptures() {
        publishPages();
        if (!subject.side().isEmpty()) {
            return;
        }
        captures.times().forEach(times -> publisher.publish("run times", times));
        try {
            captures.files().forEach(file -> publisher.publish(file,
                    file.toString().endsWith(".csv") ? "text/csv" : "application/json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a device cannot count says nothing about it: whoever asks for it is not meant for this platform. */
    private TestAbortedException notApplicable(CounterAbsentException e) {
        return new TestAbortedException(
                "not applicable: on " + subject.declared().variant().platform().name() + " " + e.getMessage(), e);
    }

    /** A page that cannot be made costs no scenario its result: what was recorded lies in the other files too. */
    private void publishPages() {
        try {
            List<Path> pages = captures.writePages();
            if (!subject.side().isEmpty()) {
                return;
            }
            pages.forEach(page -> publisher.publish(page, "text/html"));
            pages.stream().findFirst()
                    .ifPresent(page -> context.summary().recorded(test.getUniqueId().toString(), page));
        } catch (IOException | RuntimeException e) {
            publisher.publish("warning", "what the run has recorded cannot be shown on a page: " + e);
        }
    }

    private void performShared(DevicePool.Lease lease) {
        OpenDevice device = lease.device();
        List<String> before = device.history().names();
        predecessors = before;
        LeasedDevice leased = new LeasedDevice(captured(device));
        try {
            performOn(device, leased, lease);
        } catch (Throwable e) {
            boolean healthy = leased.healthy();
            if (!healthy) {
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
            performOn(device, new LeasedDevice(captured(device)), lease);
        }
    }

    /** Let the scenario start the chips, on devices on which nothing is open. */
    private void performOnHost(DevicePool.Lease lease) {
        lease.vacate();
        try (HostWorker host = context.hosts().make(lease.need().kind(), lease.deviceIds(),
                subject.declared().scenarioCase().subWorkers())) {
            host.watch((index, chip, prepared) -> new CapturedDevice(chip, captures, new CapturedChip(index, true),
                    prepared, this::kernelNames));
            try {
                call(Workplace.of(lease.deviceIds(), host), () -> {
                    // the host is closed next, with all its children
                });
            } finally {
                captures.writeHostTrace(host.recorded());
                publishCaptures();
            }
        } catch (Throwable e) {
            death(e).ifPresent(died -> attaching(e, () -> attach("worker.log", died.death().log())));
            attachCrash(List.of(), e);
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
            attachLogs(open, mark, before, e);
            if (death(e).isPresent()) {
                ranBefore = before;
            }
            attaching(e, () -> publishWarnings(open, leased, mark));
            attaching(e, this::publishCaptures);
            throw e;
        }
        publishWarnings(open, leased, mark);
        publishCaptures();
    }

    /** Say what a scenario has left behind, whether it passed or not: the next one does not see it, but its author should. */
    private void publishWarnings(OpenDevice open, LeasedDevice leased, long mark) {
        open.log().filter(log -> log.mark() > mark).map(log -> log.since(mark)).stream().flatMap(String::lines)
                .filter(line -> WARNING.matcher(line).find())
                .forEach(line -> publisher.publish("warning", line));
        leased.shortage().ifPresent(text -> publisher.publish("warning", text));
    }

    private void call(Workplace place, Runnable giveUp) {
        MethodCall call = new MethodCall(test, place, subject, context.settings(), seed(), publisher, directory,
                captures);
        try {
            TimedBody.run("the scenario", "raise -Dtimeout or the case's scenarioTimeoutSeconds or @Timeout",
                    call::perform, limit());
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
            Path file = Files.writeString(directory.get().resolve(name), text);
            publisher.publish(file, "text/plain");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
