package org.chiptest.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.HierarchySettings;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.HostWorkerSpec;
import org.chiptest.runtime.hierarchy.RegisteredCallable;
import org.chiptest.runtime.place.DevicePlace;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.StartupCache;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.junit.platform.launcher.Launcher;

/**
 * Measure how the processor time of one task, scenario, device or chip grows with how many there are, and draw it: what is linear in all
 * is a line that does not rise. It is the time of all processors, of this process and of those that it started, which hardly depends on
 * what else runs. Each point is the lowest of three, and what was measured before a line has warmed the JVM up.
 *
 * <p>Arguments: the file to draw into (default that of the page), and what to measure (default all): {@code tasks}, {@code blockdim}, {@code scenarios},
 * {@code devices}, {@code chips}.
 */
public final class Growth {

    private static final String PLATFORM = "a2a3sim";
    private static final int REPEATS = 3;
    private static final int RUNS = 100;
    private static final int BLOCK_DIM = 24;
    private static final TaskArgs TEN_EMPTY_TASKS = new TaskArgs().scalar(10L).scalar(0L).scalar(0L);

    /** How many tasks or tests a measurement has at least, so that the kernel's ticks of 10 ms are short beside it. */
    private static final int ENOUGH_TASKS = 2_000_000;
    private static final int ENOUGH_TESTS = 20_000;

    private static final List<Integer> THOUSANDS = List.of(1_000, 10_000, 100_000, 1_000_000);
    private static final List<Integer> HUNDREDS = List.of(100, 1_000, 10_000, 100_000);
    private static final List<Integer> BLOCK_DIMS = List.of(1, 2, 4, 8, 16, 24, 36);
    private static final List<Integer> DOUBLED = List.of(1, 2, 4, 8, 16);

    private Growth() {}

    public static void main(String[] args) throws IOException {
        Path drawing = Path.of(args.length > 0 ? args[0] : "../docs/images/growth.svg");
        List<String> wanted = args.length > 1
                ? List.of(args[1].split(","))
                : List.of("tasks", "blockdim", "scenarios", "devices", "chips");
        List<GrowthChart.Panel> panels = new ArrayList<>();
        try (Scratch scratch = Scratch.create()) {
            for (String what : wanted) {
                GrowthChart.Panel panel = switch (what) {
                    case "tasks" -> tasks(scratch);
                    case "blockdim" -> blockDim(scratch);
                    case "scenarios" -> scenarios();
                    case "devices" -> devices(scratch);
                    case "chips" -> chips(scratch);
                    default -> throw new IllegalArgumentException("'" + what
                            + "' cannot be measured; known are tasks, blockdim, scenarios, devices, chips");
                };
                print(panel);
                panels.add(panel);
            }
        }
        Files.writeString(drawing, GrowthChart.draw(panels));
    }

    private static GrowthChart.Panel tasks(Scratch scratch) {
        List<GrowthChart.Line> lines = new ArrayList<>();
        for (RuntimeKind runtime : RuntimeKind.values()) {
            for (String kind : List.of("independent", "chained")) {
                lines.add(onGraph(runtime, scratch, graph -> line(runtime.shortName() + ", " + kind,
                        THOUSANDS.stream().filter(tasks -> TaskGrowth.fits(runtime, tasks)).toList(),
                        tasks -> nanosOfTask(graph, kind, BLOCK_DIM, tasks))));
            }
        }
        return new GrowthChart.Panel("one task of a run", "tasks in the run", lines);
    }

    private static GrowthChart.Panel blockDim(Scratch scratch) {
        List<GrowthChart.Line> lines = new ArrayList<>();
        for (RuntimeKind runtime : RuntimeKind.values()) {
            lines.add(onGraph(runtime, scratch, graph -> line(runtime.shortName() + ", independent", BLOCK_DIMS,
                    blockDim -> nanosOfTask(graph, "independent", blockDim, 10_000))));
        }
        return new GrowthChart.Panel("one of 10,000 tasks", "block dim", lines);
    }

    private static GrowthChart.Panel scenarios() {
        Launcher launcher = EmptyScenarios.launcher(false);
        run(launcher, 1_000);
        return new GrowthChart.Panel("one scenario of a suite", "scenarios in the suite", List.of(
                line("discovered", HUNDREDS, tests -> {
                    int times = Math.max(1, ENOUGH_TESTS / tests);
                    return processorNanos(() -> IntStream.range(0, times).forEach(i -> DiscoveryTime.discover(tests)))
                            / times / tests;
                }),
                line("discovered and run, with its worker", HUNDREDS,
                        tests -> processorNanos(() -> run(launcher, tests)) / tests)));
    }

    private static void run(Launcher launcher, int tests) {
        int passed = EmptyScenarios.run(launcher, tests).passed();
        if (passed != tests) {
            throw new IllegalStateException(passed + " of " + tests + " scenarios passed");
        }
    }

    private static GrowthChart.Panel devices(Scratch scratch) throws IOException {
        List<GrowthChart.Line> lines = new ArrayList<>();
        for (RuntimeKind runtime : RuntimeKind.values()) {
            WorkerSettings plain = TestToolchain.settings(scratch.path());
            HostWorkerLatency.train(plain, runtime, scratch);
            try (StartupCache cache = StartupCache.in(scratch.path());
                    ExecutorService threads = Executors.newCachedThreadPool()) {
                WorkerSettings settings = plain.withStartup(Optional.of(cache));
                ChipCallable graph = RunLimit.callable(runtime);
                lines.add(line(runtime.shortName() + ", opened, 100 runs, closed", DOUBLED,
                        devices -> processorNanos(() -> IntStream.range(0, devices)
                                .mapToObj(id -> threads.submit(() -> use(runtime, settings, graph, id))).toList()
                                .forEach(Growth::await)) / devices));
            }
        }
        return new GrowthChart.Panel("one device", "devices at the same time", lines);
    }

    private static void use(RuntimeKind runtime, WorkerSettings settings, ChipCallable callable, int id) {
        try (ChipWorker worker = ChipWorker.open(DevicePlace.CHILD.opener(PLATFORM, runtime, settings), id);
                PreparedCallable graph = worker.prepare(0, callable)) {
            for (int run = 0; run < RUNS; run++) {
                graph.run(TEN_EMPTY_TASKS, CallConfig.defaults().withBlockDim(BLOCK_DIM));
            }
        }
    }

    private static GrowthChart.Panel chips(Scratch scratch) throws IOException {
        List<GrowthChart.Line> lines = new ArrayList<>();
        for (RuntimeKind runtime : RuntimeKind.values()) {
            WorkerSettings plain = TestToolchain.settings(scratch.path());
            HostWorkerLatency.train(plain, runtime, scratch);
            try (StartupCache cache = StartupCache.in(scratch.path())) {
                ChipSource source = new ChipSource(PLATFORM, runtime, plain.withStartup(Optional.of(cache)),
                        Optional.empty());
                ChipCallable graph = RunLimit.callable(runtime);
                lines.add(line(runtime.shortName() + ", started, 100 tasks, ended", DOUBLED,
                        chips -> processorNanos(() -> useChips(source, graph, chips)) / chips));
            }
        }
        return new GrowthChart.Panel("one chip of a host worker", "chips of the host worker", lines);
    }

    private static void useChips(ChipSource source, ChipCallable callable, int chips) {
        try (HostWorker host = new HostWorker(new HostWorkerSpec(source, IntStream.range(0, chips).boxed().toList(), 0,
                HierarchySettings.defaults()))) {
            RegisteredCallable graph = host.register(callable);
            host.init();
            host.run(orchestrator -> {
                for (int task = 0; task < RUNS * chips; task++) {
                    orchestrator.submitNextLevel(graph, TEN_EMPTY_TASKS, CallConfig.defaults().withBlockDim(BLOCK_DIM),
                            task % chips);
                }
            });
        }
    }

    private static GrowthChart.Line onGraph(RuntimeKind runtime, Scratch scratch,
            Function<PreparedCallable, GrowthChart.Line> action) {
        try (ChipWorker worker = TaskGrowth.open(runtime, scratch);
                PreparedCallable graph = worker.prepare(0, RunLimit.callable(runtime))) {
            return action.apply(graph);
        }
    }

    private static double nanosOfTask(PreparedCallable graph, String kind, int blockDim, int tasks) {
        return TaskGrowth.measure(graph, kind, blockDim, tasks, Math.max(2, ENOUGH_TASKS / tasks)).processorNanos();
    }

    /** Measure the points of a line, the first one once more before. */
    private static GrowthChart.Line line(String name, List<Integer> numbers, IntToDoubleFunction nanos) {
        double _ = nanos.applyAsDouble(numbers.getFirst());
        return new GrowthChart.Line(name, numbers.stream().map(number -> new GrowthChart.Point(number,
                IntStream.range(0, REPEATS).mapToDouble(i -> nanos.applyAsDouble(number)).min().orElseThrow()))
                .toList());
    }

    private static void await(Future<?> use) {
        try {
            use.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a device failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while devices were at work", e);
        }
    }

    private static double processorNanos(Runnable action) {
        long before = processorNanos();
        action.run();
        return processorNanos() - before;
    }

    /** What this process has used, and those of its children that have ended: {@code utime} to {@code cstime} of proc(5). */
    private static long processorNanos() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = IntStream.rangeClosed(11, 14).mapToLong(field -> Long.parseLong(behindName[field])).sum();
            return ticks * 10_000_000;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void print(GrowthChart.Panel panel) {
        for (GrowthChart.Line line : panel.lines()) {
            System.out.printf(Locale.ROOT, "%s, %s, by %s:", panel.title(), line.name(), panel.numbers());
            line.points().forEach(point -> System.out.printf(Locale.ROOT, " %,d: %s", point.number(),
                    GrowthChart.time(point.nanos())));
            System.out.println();
        }
    }
}
