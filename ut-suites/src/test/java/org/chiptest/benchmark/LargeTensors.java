package org.chiptest.benchmark;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.chiptest.api.golden.Comparison;
import org.chiptest.api.golden.Expected;
import org.chiptest.api.golden.Tolerance;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.place.DevicePlace;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;

/**
 * Measure what large tensors cost: filling them, runs of the vector example with three of them, and comparing the output with what is
 * expected of it when all of it is right and when all of it is wrong.
 *
 * <p>Arguments: MiB of one tensor (default 256), runs (default 5).
 */
public final class LargeTensors {

    /** Tensors that are arguments, and those that the tasks of a run create. */
    private static final int MOST_TENSORS = 8;

    private LargeTensors() {}

    public static void main(String[] args) throws IOException {
        long bytes = (args.length > 0 ? Long.parseLong(args[0]) : 256) << 20;
        int runs = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        System.out.println(
                "| runtime | place | fill, ms | first run, ms | median run, ms | compare right, ms | wrong, ms |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        try (Scratch scratch = Scratch.create()) {
            for (RuntimeKind runtime : RuntimeKind.values()) {
                for (DevicePlace place : DevicePlace.values()) {
                    print(runtime, place, scratch, bytes, runs);
                }
            }
        }
    }

    private static void print(RuntimeKind runtime, DevicePlace place, Scratch scratch, long bytes, int runs) {
        int elements = Math.toIntExact(bytes / DataType.FLOAT32.size());
        CallConfig config = CallConfig.defaults().withBlockDim(24)
                .withSettings(RunSettings.unset().withHeapBytes(MOST_TENSORS * bytes));
        try (ChipWorker worker = ChipWorker.open(place.opener("a2a3sim", runtime,
                TestToolchain.settings(scratch.path()).withTensorBytes(MOST_TENSORS * bytes)), 0);
                HostTensor a = worker.allocate(DataType.FLOAT32, elements);
                HostTensor b = worker.allocate(DataType.FLOAT32, elements);
                HostTensor f = worker.allocate(DataType.FLOAT32, elements);
                PreparedCallable vector = worker.prepare(0, TestToolchain.vector(runtime))) {
            double fill = millis(() -> {
                a.fill(2);
                b.fill(3);
            });
            double[] times = new double[runs];
            for (int run = 0; run < runs; run++) {
                times[run] = millis(() -> vector.run(new TaskArgs().tensor(a).tensor(b).tensor(f), config));
            }
            double first = times[0];
            Arrays.sort(times);
            double value = f.get(0);
            System.out.printf(Locale.ROOT, "| %s | %s | %.0f | %.0f | %.0f | %.0f | %.0f |%n", runtime.shortName(),
                    place.name().toLowerCase(Locale.ROOT), fill, first, times[runs / 2],
                    millis(() -> compare(f, value, false)), millis(() -> compare(f, value + 1, true)));
        }
    }

    private static void compare(HostTensor tensor, double expected, boolean isWrong) {
        if (Comparison.compare("f", tensor, new Expected.Reals(index -> expected), Tolerance.of(DataType.FLOAT32))
                .isPresent() != isWrong) {
            throw new IllegalStateException("the vector example is wrong: " + List.of(expected, tensor.get(0)));
        }
    }

    private static double millis(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return (System.nanoTime() - start) / 1e6;
    }
}
