package org.chiptest.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.process.ChildDevice;
import org.chiptest.runtime.worker.process.ChildDeviceOpener;
import org.chiptest.runtime.worker.process.WorkerSettings;

/**
 * Measure device processes: start, mailbox round trip, run() of the vector example, CPU time while idle.
 *
 * <p>Arguments: options of the processes' JVM, to compare them.
 */
public final class WorkerLatency {

    private static final int STARTS = 20;
    private static final int ROUND_TRIPS = 50_000;
    private static final int RUNS = 5_000;
    private static final int ELEMENTS = 16_384;
    private static final long IDLE_SECONDS = 20;
    private static final double TICKS_PER_SECOND = 100;

    private WorkerLatency() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("chiptest-benchmark-");
        WorkerSettings settings = WorkerSettings.withShim(TestToolchain.shim()).withDirectory(directory)
                .withJavaOptions(List.of(args));
        ChildDeviceOpener opener = new ChildDeviceOpener("a2a3sim", RuntimeKind.HOST_BUILD_GRAPH, settings);
        System.out.println("JVM options: " + List.of(args));
        System.out.println("| what | median | p90 |");
        System.out.println("| --- | --- | --- |");
        starts(opener);
        try (ChildDevice device = opener.open(0)) {
            report("mailbox round trip, us", 1e3, measure(ROUND_TRIPS, () -> device.free(0)));
            runs(device);
            idle(device);
        }
        Files.delete(directory);
    }

    private static void starts(ChildDeviceOpener opener) throws IOException {
        double[] cpu = new double[STARTS];
        long[] wall = new long[STARTS];
        long[] close = new long[STARTS];
        for (int i = 0; i < STARTS; i++) {
            long start = System.nanoTime();
            ChildDevice device = opener.open(0);
            wall[i] = System.nanoTime() - start;
            cpu[i] = cpuSeconds(device.pid());
            close[i] = time(device::close);
        }
        report("cold start to an open device, ms", 1e6, wall);
        report("closing a device, ms", 1e6, close);
        Arrays.sort(cpu);
        System.out.printf(Locale.ROOT, "| CPU time of a cold start, ms | %.0f | %.0f |%n", cpu[STARTS / 2] * 1e3,
                cpu[STARTS * 9 / 10] * 1e3);
    }

    private static void runs(ChildDevice device) {
        device.prepare(0, TestToolchain.vector(RuntimeKind.HOST_BUILD_GRAPH));
        try (HostTensor a = HostTensor.allocate(device.tensorMemory(), DataType.FLOAT32, ELEMENTS).fill(2);
                HostTensor b = HostTensor.allocate(device.tensorMemory(), DataType.FLOAT32, ELEMENTS).fill(3);
                HostTensor f = HostTensor.allocate(device.tensorMemory(), DataType.FLOAT32, ELEMENTS)) {
            TaskArgs args = new TaskArgs().tensor(a).tensor(b).tensor(f);
            CallConfig config = CallConfig.defaults().withBlockDim(3);
            long first = time(() -> device.run(0, args, config));
            System.out.printf(Locale.ROOT, "| first run of the vector example, ms | %.1f | |%n", first / 1e6);
            report("run of the vector example (hbg, block dim 3), us", 1e3,
                    measure(RUNS, () -> device.run(0, args, config)));
        }
        device.unregister(0);
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
