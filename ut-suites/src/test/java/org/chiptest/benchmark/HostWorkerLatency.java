package org.chiptest.benchmark;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.HierarchySettings;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.HostWorkerSpec;
import org.chiptest.runtime.hierarchy.RegisteredCallable;
import org.chiptest.runtime.internal.process.parent.ChildDeviceOpener;
import org.chiptest.runtime.process.ChipPool;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.StartupCache;
import org.chiptest.runtime.process.SubArgs;
import org.chiptest.runtime.process.SubTask;
import org.chiptest.runtime.process.WorkerSettings;

/**
 * Measure a host worker: its start with all children, its first run of a sub task, its end.
 *
 * <p>Arguments: chips, sub workers, how often; then {@code left} to have each host worker leave its chips to the next one, or {@code ahead}
 * to have sub workers started ahead too; then the milliseconds from the run to the end. Processes start from an ahead-of-time cache, which
 * is made first.
 */
public final class HostWorkerLatency {

    private static final RuntimeKind RUNTIME = RuntimeKind.TENSORMAP_AND_RINGBUFFER;
    private static final String PLATFORM = "a2a3sim";

    private HostWorkerLatency() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        List<Integer> chips = IntStream.range(0, Integer.parseInt(args[0])).boxed().toList();
        int subWorkers = Integer.parseInt(args[1]);
        int times = Integer.parseInt(args[2]);
        boolean ahead = args.length > 3 && args[3].equals("ahead");
        boolean left = ahead || args.length > 3 && args[3].equals("left");
        try (Scratch scratch = Scratch.create()) {
            WorkerSettings plain = WorkerSettings.withShim(TestToolchain.shim());
            train(plain, RUNTIME, scratch);
            try (StartupCache cache = StartupCache.in(scratch.path()); ChipPool pool = new ChipPool()) {
                WorkerSettings settings = plain.withStartup(Optional.of(cache));
                Optional<ChipPool.Visit> visit = left ? Optional.of(pool.visit("benchmark")) : Optional.empty();
                pool.expectSubWorkers(ahead ? times * subWorkers : 0);
                measure(new HostWorkerSpec(new ChipSource(PLATFORM, RUNTIME, settings, visit), chips, subWorkers,
                        HierarchySettings.defaults()), times, args.length > 4 ? Integer.parseInt(args[4]) : 0);
            }
        }
    }

    /** Have processes of a runtime start from an ahead-of-time cache in a folder from now on. */
    static void train(WorkerSettings settings, RuntimeKind runtime, Scratch scratch) {
        try (StartupCache cache = StartupCache.in(scratch.path())) {
            new ChildDeviceOpener(PLATFORM, runtime, settings.withStartup(Optional.of(cache))).open(0).close();
        }
    }

    /** Called in a sub worker. */
    static void nothing(SubArgs args) {
        if (args.tensorCount() > 0) {
            throw new IllegalArgumentException("no tensors were submitted");
        }
    }

    private static void measure(HostWorkerSpec spec, int times, int use) throws InterruptedException {
        long[] start = new long[times];
        long[] run = new long[times];
        long[] end = new long[times];
        for (int i = 0; i < times; i++) {
            long begin = System.nanoTime();
            HostWorker host = new HostWorker(spec);
            RegisteredCallable nothing = host.register(SubTask.of(HostWorkerLatency.class, "nothing"));
            host.init();
            start[i] = System.nanoTime() - begin;
            run[i] = time(() -> host.run(orchestrator -> {
                if (spec.subWorkers() > 0) {
                    orchestrator.submitSub(nothing);
                }
            }));
            Thread.sleep(use);
            end[i] = time(host::close);
        }
        System.out.printf(Locale.ROOT, "%d chips, %d sub workers, ms: start %s, first run %s, end %s%n",
                spec.deviceIds().size(), spec.subWorkers(), range(start), range(run), range(end));
    }

    private static long time(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return System.nanoTime() - start;
    }

    private static String range(long[] nanos) {
        Arrays.sort(nanos);
        return String.format(Locale.ROOT, "%.0f (%.0f-%.0f)", nanos[nanos.length / 2] / 1e6, nanos[0] / 1e6,
                nanos[nanos.length - 1] / 1e6);
    }
}
