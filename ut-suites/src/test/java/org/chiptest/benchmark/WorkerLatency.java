package org.chiptest.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.process.parent.ChildDevice;
import org.chiptest.runtime.internal.process.parent.ChildDeviceOpener;
import org.chiptest.runtime.process.StartupCache;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.tensor.HostTensor;

/**
 * Measure device processes: start, mailbox round trip, run() of the vector example, CPU time while idle.
 *
 * <p>Processes start from an ahead-of-time cache, as they do for suites, unless the first argument is {@code plain}. Further arguments:
 * the runtime, {@code hbg} by default, then options of the processes' JVM.
 */
public final class WorkerLatency {

    private static final String PLAIN = "plain";
    private static final int STARTS = 20;
    private static final int ROUND_TRIPS = 50_000;
    private static final int RUNS = 5_000;
    private static final int ELEMENTS = 16_384;
    private static final long IDLE_SECONDS = 20;
    private static final double TICKS_PER_SECOND = 100;

    private WorkerLatency() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(args));
        boolean plain = !words.isEmpty() && words.getFirst().equals(PLAIN) && words.remove(PLAIN);
        RuntimeKind runtime = words.isEmpty()
                ? RuntimeKind.HOST_BUILD_GRAPH
                : RuntimeKind.named(words.removeFirst()).orElseThrow();
        Path directory = Files.createTempDirectory("chiptest-benchmark-");
        WorkerSettings settings = WorkerSettings.withShim(TestToolchain.shim()).withJavaOptions(words);
        System.out.println(runtime.id() + (plain ? ", no cache" : ", ahead-of-time cache") + ", JVM options: " + words);
        try (StartupCache cache = StartupCache.in(directory)) {
            if (plain) {
                measure(runtime, settings);
            } else {
                train(runtime, directory, settings);
                measure(runtime, settings.withStartup(Optional.of(cache)));
            }
        } finally {
            delete(directory);
        }
    }

    /** Closing a cache waits until it is there. */
    private static void train(RuntimeKind runtime, Path directory, WorkerSettings settings) {
        try (StartupCache cache = StartupCache.in(directory)) {
            opener(runtime, settings.withStartup(Optional.of(cache))).open(0).close();
        }
    }

    private static void measure(RuntimeKind runtime, WorkerSettings settings)
            throws IOException, InterruptedException {
        System.out.println("| what | median | p90 |");
        System.out.println("| --- | --- | --- |");
        ChipCallable vector = TestToolchain.vector(runtime);
        starts(opener(runtime, settings), vector);
        try (ChildDevice device = opener(runtime, settings).open(0)) {
            report("mailbox round trip, us", 1e3, measure(ROUND_TRIPS, () -> device.free(0)));
            runs(device, vector);
            idle(device);
        }
    }

    private static ChildDeviceOpener opener(RuntimeKind runtime, WorkerSettings settings) {
        return new ChildDeviceOpener("a2a3sim", runtime, settings);
    }

    private static void starts(ChildDeviceOpener opener, ChipCallable vector) throws IOException {
        double[] cpu = new double[STARTS];
        long[] wall = new long[STARTS];
        long[] prepare = new long[STARTS];
        long[] first = new long[STARTS];
        long[] close = new long[STARTS];
        for (int i = 0; i < STARTS; i++) {
            long start = System.nanoTime();
            ChildDevice device = opener.open(0);
            wall[i] = System.nanoTime() - start;
            cpu[i] = cpuSeconds(device.pid());
            prepare[i] = time(() -> device.prepare(0, vector));
            first[i] = time(new Run(device));
            close[i] = time(device::close);
        }
        report("cold start to an open device, ms", 1e6, wall);
        Arrays.sort(cpu);
        System.out.printf(Locale.ROOT, "| CPU time of a cold start, ms | %.0f | %.0f |%n", cpu[STARTS / 2] * 1e3,
                cpu[STARTS * 9 / 10] * 1e3);
        report("first prepare, ms", 1e6, prepare);
        report("first run of the vector example, ms", 1e6, first);
        report("closing a device, ms", 1e6, close);
    }

    private static void runs(ChildDevice device, ChipCallable vector) {
        device.prepare(0, vector);
        report("run of the vector example (block dim 3), us", 1e3, measure(RUNS, new Run(device)));
        device.unregister(0);
    }

    /** The vector example on a device; its tensors live as long as that. */
    private static final class Run implements Runnable {

        private static final CallConfig CONFIG = CallConfig.defaults().withBlockDim(3);

        private final ChildDevice device;
        private final TaskArgs args;

        Run(ChildDevice device) {
            this.device = device;
            this.args = new TaskArgs().tensor(tensor(2)).tensor(tensor(3)).tensor(tensor(0));
        }

        @Override
        public void run() {
            device.run(0, args, CONFIG);
        }

        private HostTensor tensor(double value) {
            return HostTensor.allocate(device.tensorMemory(), DataType.FLOAT32, ELEMENTS).fill(value);
        }
    }

    private static void idle(ChildDevice device) throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(1);
        double before = cpuSeconds(device.pid());
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        double used = cpuSeconds(device.pid()) - before;
        System.out.printf(Locale.ROOT, "| CPU of an idle process, %% of one | %.2f | |%n", used / IDLE_SECONDS * 100);
        System.out.printf(Locale.ROOT, "| resident memory of an idle process, MiB | %.0f | |%n",
                residentKib(device.pid()) / 1024.0);
    }

    private static long[] measure(int count, Runnable work) {
        for (int i = 0; i < count / 5; i++) {
            work.run();
        }
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            nanos[i] = time(work);
        }
        return nanos;
    }

    private static long time(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return System.nanoTime() - start;
    }

    private static void report(String what, double unit, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(Locale.ROOT, "| %s | %.1f | %.1f |%n", what, nanos[nanos.length / 2] / unit,
                nanos[nanos.length * 9 / 10] / unit);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }

    private static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    private static double residentKib(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream().filter(line -> line.startsWith("VmRSS"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", ""))).sum();
    }
}
