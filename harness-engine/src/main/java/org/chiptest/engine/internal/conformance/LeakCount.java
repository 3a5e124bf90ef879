package org.chiptest.engine.internal.conformance;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.chiptest.engine.internal.conformance.KitWorker.Applied;
import org.chiptest.engine.internal.conformance.ProcessCensus.Resource;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.worker.PreparedCallable;

/**
 * How much more a process has of each resource after each of some rounds of runs, a hundred runs in all.
 *
 * @param growths by resource, how much more there was after each round
 * @param closing what is wrong with closing it, if anything is
 */
record LeakCount(Map<Resource, List<Long>> growths, Optional<String> closing) {

    private static final int ROUNDS = 3;
    private static final int RUNS = 34;
    private static final int WARM_UP = 20;

    /** Run, and count. */
    static LeakCount of(Bench bench) {
        Map<Resource, List<Long>> growths = new EnumMap<>(Resource.class);
        Optional<String> closing = whileOpen(bench, worker -> {
            try (PreparedCallable _ = worker.prepare(0, Applied.USUAL.callable())) {
                repeat(worker, WARM_UP);
                ProcessCensus before = ProcessCensus.of(worker.pid());
                for (int i = 0; i < ROUNDS; i++) {
                    repeat(worker, RUNS);
                    ProcessCensus after = ProcessCensus.of(worker.pid());
                    add(growths, before, after);
                    before = after;
                }
            }
        });
        return new LeakCount(growths, closing);
    }

    /** What is wrong with closing is told when all is counted. */
    private static Optional<String> whileOpen(Bench bench, Consumer<KitWorker> count) {
        AtomicBoolean counted = new AtomicBoolean();
        try {
            bench.worker(worker -> {
                count.accept(worker);
                counted.set(true);
            });
            return Optional.empty();
        } catch (DeviceException e) {
            if (counted.get()) {
                return Optional.of("closing fails: " + e.getMessage());
            }
            throw e;
        }
    }

    /**
     * Say how much more there was.
     *
     * @throws AssertionError if there was more after each round, by one in two runs at least
     */
    String require(Resource resource) {
        List<Long> found = growths.getOrDefault(resource, List.of());
        String text = "in three rounds of " + RUNS + " runs " + found + " more "
                + resource.name().toLowerCase(Locale.ROOT)
                + (resource == Resource.THREADS ? closing.map(said -> "; " + said).orElse("") : "");
        if (resource == Resource.THREADS && closing.isPresent()
                || found.stream().allMatch(growth -> growth >= RUNS / 2)) {
            throw new AssertionError(text);
        }
        return text;
    }

    private static void add(Map<Resource, List<Long>> growths, ProcessCensus before, ProcessCensus after) {
        if (before.pid() != after.pid()) {
            throw new CannotSayException("its process was renewed within " + (WARM_UP + ROUNDS * RUNS)
                    + " runs (runs-per-process of its description)");
        }
        for (Resource resource : Resource.values()) {
            growths.computeIfAbsent(resource, each -> new ArrayList<>()).add(after.growth(before, resource));
        }
    }

    private static void repeat(KitWorker worker, int runs) {
        IntStream.range(0, runs).forEach(i -> worker.apply(0, Applied.USUAL, "run " + i, Bench.config()));
    }
}
