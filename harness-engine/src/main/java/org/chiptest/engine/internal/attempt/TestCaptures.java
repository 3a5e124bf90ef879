package org.chiptest.engine.internal.attempt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.chiptest.engine.internal.callable.CallableRecipe;
import org.chiptest.engine.internal.capture.AttemptCaptures;
import org.chiptest.engine.internal.capture.CapturedChip;
import org.chiptest.engine.internal.capture.CapturedDevice;
import org.chiptest.engine.internal.comparison.WatchedDevice;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.device.OpenDevice;
import org.chiptest.engine.internal.outcome.RefusedTestError;
import org.chiptest.engine.internal.run.RunContext;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.platform.Capabilities.Capture;
import org.chiptest.runtime.platform.Platform;

/** What an attempt at a test records of its runs: asked for by the case or the run, kept, shown on pages. */
final class TestCaptures {

    private final ScenarioTestDescriptor test;
    private final RunSubject subject;
    private final RunContext context;
    private final Publisher publisher;
    private final AttemptCaptures captures;

    TestCaptures(ScenarioTestDescriptor test, RunSubject subject, RunContext context, Publisher publisher,
            Supplier<Path> directory) {
        this.test = test;
        this.subject = subject;
        this.context = context;
        this.publisher = publisher;
        captures = new AttemptCaptures(subject.captures(), subject.fullName(test),
                subject.declared().variant().platform().name(), directory);
    }

    /** Return the records themselves. */
    AttemptCaptures records() {
        return captures;
    }

    /** Return what was recorded of its runs. */
    List<TestRun.Recording> recordings() {
        return captures.recordings().stream().map(each -> new TestRun.Recording(each.run(), each.folder(),
                each.callable().flatMap(this::recipe))).toList();
    }

    /** Refuse, before anything runs, what was asked for that the platform cannot record. */
    void requirePossible() {
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

    /** Check that all that was asked for is there; what was captured only to be compared promises nothing. */
    void requireKept() {
        try {
            captures.requireKept();
        } catch (AssertionError e) {
            if (!subject.more()) {
                throw e;
            }
            publisher.publish("warning", String.valueOf(e.getMessage()));
        }
    }

    /** Add to a failure what is not there; the scenario's own failure is what must be seen first. */
    void addBrokenPromise(Throwable failure) {
        try {
            requireKept();
        } catch (AssertionError e) {
            if (!UserFailure.same(e, failure)) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Return what stands in front of a device. A rule has runs that must be refused, of which there is nothing to record. */
    Device before(OpenDevice device) {
        if (test.scenario().contract().isPresent()) {
            return device.device();
        }
        Device captured = new CapturedDevice(device.device(), captures, CapturedChip.SINGLE, Map.of(),
                this::kernelNames);
        return subject.log().<Device>map(log -> new WatchedDevice(captured, log)).orElse(captured);
    }

    /** Return what stands in front of the chips of a host worker. */
    HostWorker.ChipFront beforeChips() {
        return (index, chip, prepared) -> new CapturedDevice(chip, captures, new CapturedChip(index, true), prepared,
                this::kernelNames);
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

    /** Write and publish what the chips of a host worker have recorded, and what its tasks went through. */
    void publish(HostWorker host, Optional<Throwable> failure) {
        captures.writeHostTrace(host.recorded());
        publish(failure);
    }

    /** Publish what was recorded, on pages that begin with the failure of the attempt, if it has failed. Of what the test is compared with nothing is attached, but its pages are there for whoever follows a link. */
    void publish(Optional<Throwable> failure) {
        publishPages(failure.map(UserFailure::text).orElse(""));
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

    /** A page that cannot be made costs no scenario its result: what was recorded lies in the other files too. */
    private void publishPages(String failure) {
        try {
            List<Path> pages = captures.writePages(failure);
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
}
