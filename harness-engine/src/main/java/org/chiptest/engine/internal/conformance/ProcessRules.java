package org.chiptest.engine.internal.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.chiptest.engine.internal.conformance.KitWorker.Applied;
import org.chiptest.engine.internal.conformance.ProcessCensus.Resource;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.worker.PreparedCallable;
import org.chiptest.runtime.worker.WorkerDiedException;

/** What becomes of libraries, processes and whole workers. */
final class ProcessRules {

    private static final String STALL = "docs/contract/trb.md#error-codes";
    /** How the end of a process begins that was killed at a deadline. */
    private static final String KILLED = "was killed because it gave no answer";
    private static final int RELOADS = 5;
    private static final int TOGETHER = 20;

    private ProcessRules() {}

    static List<Rule> all() {
        List<Rule> rules = new ArrayList<>(List.of(
                Rule.of("libraries.anUnregisteredOneIsClosedAndOpenedAnew", "docs/contract/devices.md#unregister",
                        ProcessRules::reload),
                Rule.of("workers.aClosedDeviceOpensAgain", "docs/contract/devices.md#close", ProcessRules::reopen),
                Rule.of("workers.twoAtATimeDoNotDisturbEachOther",
                        "docs/contract/required-behaviours.md#levels-3-and-above", ProcessRules::two),
                Rule.of("stalls.aGraphThatCannotEndEndsWithItsRun", STALL, bench -> stall(bench, KitCallable.STALLS)),
                Rule.of("stalls.aKernelThatNeverReturnsEndsWithItsRun", STALL, ProcessRules::spin)));
        for (Resource resource : Resource.values()) {
            rules.add(Rule.of("leaks." + resource.name().toLowerCase(Locale.ROOT), "docs/contract/devices.md#run",
                    bench -> bench.leaks().require(resource)));
        }
        return rules;
    }

    /** A library that is opened anew begins with its variables as they are in its file. */
    private static String reload(Bench bench) {
        bench.worker(worker -> {
            for (int i = 0; i < RELOADS; i++) {
                try (PreparedCallable _ = worker.prepare(0, KitCallable.COUNTS)) {
                    for (long run = 1; run <= 2; run++) {
                        long[] found = worker.runOnWords(0, List.of(0L), List.of(), Bench.config());
                        SubmittedGraphs.requireEqual("the number of runs since its library was opened, in round " + i
                                + ",", found, new long[]{run});
                    }
                }
            }
        });
        return RELOADS + " times";
    }

    private static String reopen(Bench bench) {
        bench.worker(worker -> worker.requireUsable(0));
        bench.worker(worker -> worker.requireUsable(0));
        return "";
    }

    /** Both hold different callables under the same id, and run at the same time. */
    private static String two(Bench bench) {
        bench.callable(KitCallable.APPLY);
        bench.callable(KitCallable.APPLY_OTHER);
        bench.worker(first -> {
            try {
                bench.worker(1, second -> together(first, second));
            } catch (DeviceException e) {
                if (bench.variant().platform().capabilities().limited()) {
                    throw new CannotSayException("there is no second device: " + e.getMessage(), e);
                }
                throw e;
            }
        });
        return "in two processes, on devices 0 and 1";
    }

    private static void together(KitWorker first, KitWorker second) {
        try (PreparedCallable _ = first.prepare(0, Applied.USUAL.callable());
                PreparedCallable _ = second.prepare(0, Applied.OTHER.callable())) {
            Thread other = Thread.ofPlatform().name("chiptest-conformance")
                    .unstarted(() -> runs(second, Applied.OTHER));
            Failure failure = new Failure();
            other.setUncaughtExceptionHandler(failure);
            other.start();
            try {
                runs(first, Applied.USUAL);
            } finally {
                join(other);
            }
            failure.rethrow();
        }
    }

    private static void runs(KitWorker worker, Applied applied) {
        IntStream.range(0, TOGETHER).forEach(i -> worker.apply(0, applied, "run " + i + " beside another worker",
                Bench.config()));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a second worker runs", e);
        }
    }

    /** What a thread has died of; read when it is joined. */
    private static final class Failure implements Thread.UncaughtExceptionHandler {

        private Optional<Throwable> found = Optional.empty();

        @Override
        public void uncaughtException(Thread thread, Throwable failure) {
            found = Optional.of(failure);
        }

        void rethrow() {
            found.ifPresent(failure -> {
                throw new AssertionError(failure.getMessage(), failure);
            });
        }
    }

    private static String spin(Bench bench) {
        bench.worker(worker -> {
            if (!worker.isContained()) {
                throw new CannotSayException(
                        "the device is in this process, which such a kernel would keep busy for ever");
            }
        });
        return stall(bench, KitCallable.SPINS);
    }

    /** A runtime that is not told of the deadline may take longer to see that nothing goes on; that its process is killed is our doing. */
    private static String stall(Bench bench, KitCallable callable) {
        Duration deadline = bench.choice().stall();
        AtomicBoolean killed = new AtomicBoolean();
        bench.worker(worker -> {
            worker.prepare(0, callable);
            CallConfig config = Bench.config().withSettings(RunSettings.unset().withDeadline(deadline));
            try {
                worker.runOnWords(0, List.of(0L), List.of(), config);
                throw new AssertionError("a run that cannot end succeeds");
            } catch (WorkerDiedException e) {
                killed.set(isOurDoing(e));
            } catch (DeviceException e) {
                requireTimeout(e);
            }
        });
        bench.worker(worker -> worker.requireUsable(0));
        if (killed.get()) {
            throw new CannotSayException(
                    "within " + deadline.toSeconds() + " s it does not end the run, and its process is"
                            + " killed then, which harms no other; give it longer by stall=");
        }
        return "within " + deadline.toSeconds() + " s; the next worker is not harmed";
    }

    /** A run that ended with its code may leave a kernel behind, for which the process is killed as well. */
    private static boolean isOurDoing(WorkerDiedException e) {
        if (e.code() != DeviceException.TIMEOUT && !e.death().ending().startsWith(KILLED)) {
            throw e;
        }
        return e.code() != DeviceException.TIMEOUT;
    }

    private static void requireTimeout(DeviceException e) {
        if (e.code() != DeviceException.TIMEOUT) {
            throw new AssertionError("the run ends with code " + e.code() + " instead of " + DeviceException.TIMEOUT
                    + ": " + e.getMessage(), e);
        }
    }
}
