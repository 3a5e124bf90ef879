package org.chiptest.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.Platform;
import org.chiptest.runtime.device.Platforms;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.InProcessDevice;
import org.chiptest.runtime.worker.PreparedCallable;

/**
 * Measure run() of the vector example (16,384 floats) in this process: latency, and what grows with the number of runs.
 *
 * <p>Arguments: number of runs after the warm-up (default 9,000), then platforms, runtimes and block dims to measure, each a
 * comma-separated list.
 */
public final class RunLatency {

    private static final int ELEMENTS = 16_384;
    private static final int WARM_UP = 1_000;

    private RunLatency() {}

    public static void main(String[] args) throws IOException {
        int runs = args.length > 0 ? Integer.parseInt(args[0]) : 9_000;
        String[] platforms = list(args, 1, "a2a3sim,a5sim");
        String[] runtimes = list(args, 2, "hbg,trb");
        String[] blockDims = list(args, 3, "3,24");
        System.out.println(
                "| platform | runtime | block dim | runs | median us | p90 us | p99 us | RSS KiB | fds | maps | threads |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        Path scratch = Files.createTempDirectory("chiptest-benchmark-");
        for (String platform : platforms) {
            for (String runtime : runtimes) {
                for (String blockDim : blockDims) {
                    measure(platform, RuntimeKind.named(runtime).orElseThrow(), Integer.parseInt(blockDim), runs,
                            scratch);
                }
            }
        }
        Files.delete(scratch);
    }

    private static void measure(String name, RuntimeKind kind, int blockDim, int runs, Path scratch) {
        Platform platform = Platforms.load(RunLatency.class.getClassLoader()).named(name).orElseThrow();
        try (ChipWorker worker = new ChipWorker(
                InProcessDevice.opener(platform, kind, TestToolchain.shim(), scratch))) {
            worker.init(0);
            try (HostTensor a = worker.allocate(DataType.FLOAT32, ELEMENTS).fill(2);
                    HostTensor b = worker.allocate(DataType.FLOAT32, ELEMENTS).fill(3);
                    HostTensor f = worker.allocate(DataType.FLOAT32, ELEMENTS);
                    PreparedCallable vector = worker.prepare(0, TestToolchain.vector(kind))) {
                TaskArgs args = new TaskArgs().tensor(a).tensor(b).tensor(f);
                CallConfig config = CallConfig.defaults().withBlockDim(blockDim);
                run(vector, args, config, WARM_UP);
                System.gc();
                ProcessUse before = ProcessUse.now();
                long[] nanos = run(vector, args, config, runs);
                System.gc();
                ProcessUse growth = ProcessUse.now().since(before);
                Arrays.sort(nanos);
                System.out.printf(Locale.ROOT, "| %s | %s | %d | %d | %.1f | %.1f | %.1f | %+d | %+d | %+d | %+d |%n",
                        name,
                        kind.shortName(), blockDim, runs, nanos[runs / 2] / 1e3, nanos[runs * 9 / 10] / 1e3,
                        nanos[runs * 99 / 100] / 1e3, growth.residentKib(), growth.descriptors(), growth.mappings(),
                        growth.threads());
            }
        }
    }

    private static long[] run(PreparedCallable vector, TaskArgs args, CallConfig config, int runs) {
        long[] nanos = new long[runs];
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            vector.run(args, config);
            nanos[i] = System.nanoTime() - start;
        }
        return nanos;
    }

    private static String[] list(String[] args, int index, String defaults) {
        return (args.length > index ? args[index] : defaults).split(",");
    }
}
