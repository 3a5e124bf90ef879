package org.chiptest.engine.execution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import org.chiptest.engine.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.device.DeviceLog;
import org.chiptest.engine.device.OpenDevice;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.junit.platform.engine.OutputDirectoryCreator;
import org.opentest4j.TestAbortedException;

/** The run of one test on a leased device, on a thread of its own, from its first event to its last. */
final class TestRun {

    private final ScenarioTestDescriptor test;
    private final Map<String, ChipCallable> callables;
    private final RunContext context;

    TestRun(ScenarioTestDescriptor test, Map<String, ChipCallable> callables, RunContext context) {
        this.test = test;
        this.callables = callables;
        this.context = context;
    }

    /** Run the test; whatever happens becomes its result. */
    void perform(DevicePool.Lease lease) {
        TestEvents events = context.events();
        OptionalInt device = OptionalInt.of(lease.deviceId());
        long start = System.nanoTime();
        events.started(test);
        events.published(test, "device", String.valueOf(lease.deviceId()));
        if (test.scenario().seesSeed()) {
            events.published(test, "seed", String.valueOf(context.seed()));
        }
        try {
            perform(lease, test.scenario().freshWorker());
            events.passed(test, device, since(start));
        } catch (TestAbortedException e) {
            events.aborted(test, e, device, since(start));
        } catch (Throwable e) {
            events.failed(test, context.failures().thrown(test, e, device), device, since(start));
        }
    }

    private void perform(DevicePool.Lease lease, boolean fresh) {
        if (fresh) {
            try (OpenDevice device = lease.fresh()) {
                performOn(device, new LeasedDevice(device.device()), lease.deviceId());
            }
            return;
        }
        OpenDevice device = lease.device();
        LeasedDevice leased = new LeasedDevice(device.device());
        try {
            performOn(device, leased, lease.deviceId());
        } catch (Throwable e) {
            if (!leased.healthy()) {
                discard(lease, e);
            }
            throw e;
        }
        if (!leased.healthy()) {
            lease.discard();
        }
    }

    private void performOn(OpenDevice open, LeasedDevice leased, int deviceId) {
        long mark = open.log().map(DeviceLog::mark).orElse(0L);
        try (ChipWorker worker = new ChipWorker(id -> leased)) {
            worker.init(deviceId);
            new MethodCall(test, worker, deviceId, callables, context.settings().rounds(), seed(), context.events(),
                    this::directory).perform();
        } catch (Throwable e) {
            attachLogs(open, mark, e);
            throw e;
        }
    }

    private static void discard(DevicePool.Lease lease, Throwable failure) {
        try {
            lease.discard();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Derive the test's seed from that of the run, so that it does not depend on which other tests run. */
    private long seed() {
        return context.seed() * 31 + test.getUniqueId().toString().hashCode();
    }

    private void attachLogs(OpenDevice open, long mark, Throwable failure) {
        try {
            open.log().map(log -> log.since(mark)).filter(text -> !text.isEmpty())
                    .ifPresent(text -> attach("worker.log", text));
            death(failure).flatMap(died -> died.death().errorFile()).ifPresent(text -> attach("hs_err.log", text));
        } catch (RuntimeException e) {
            // Whatever keeps the logs from being attached, the failure itself is what must be seen.
            failure.addSuppressed(e);
        }
    }

    private static Optional<WorkerDiedException> death(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof WorkerDiedException died) {
                return Optional.of(died);
            }
        }
        return Optional.empty();
    }

    private void attach(String name, String text) {
        try {
            Path file = Files.writeString(directory().resolve(name), text);
            context.events().published(test, file, "text/plain");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path directory() {
        try {
            OutputDirectoryCreator creator = context.directories();
            return creator.createOutputDirectory(test);
        } catch (IOException e) {
            throw new UncheckedIOException("no directory can be made for the files of " + test.getDisplayName(), e);
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
