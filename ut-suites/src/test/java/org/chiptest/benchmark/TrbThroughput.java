package org.chiptest.benchmark;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.graph.KernelTable;
import org.chiptest.runtime.internal.trb.CompiledCode;
import org.chiptest.runtime.internal.trb.TestDevice;
import org.chiptest.runtime.internal.trb.TrbOrchestration;
import org.chiptest.runtime.tensor.HostTensor;

/**
 * Measure how many tasks with empty kernels tensormap_and_ringbuffer runs in a second, in this process.
 *
 * <p>Arguments: tasks in one run (default 20,000), rounds (default 200), block dim (default 24), entries to measure (default all),
 * a comma-separated list.
 */
public final class TrbThroughput {

    private static final int TASKS_IN_SCOPE = 1_000;
    static final String SOURCE = "/org/chiptest/benchmark/trb_orchestration.cpp";
    static final String KERNELS = "/org/chiptest/benchmark/trb_kernels.cpp";

    private TrbThroughput() {}

    public static void main(String[] args) {
        int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 200;
        int blockDim = args.length > 2 ? Integer.parseInt(args[2]) : 24;
        String[] entries = (args.length > 3 ? args[3] : "bare,independent,creating,chained").split(",");
        CallConfig config = CallConfig.defaults().withBlockDim(blockDim)
                .withSettings(RunSettings.unset().withDeadline(Duration.ofMinutes(5)));
        System.out.println("| graph | tasks | block dim | median M tasks/s | best | worst |");
        System.out.println("| --- | --- | --- | --- | --- | --- |");
        try (TestDevice device = new TestDevice();
                HostTensor x = HostTensor.allocate(device.memory(), DataType.FLOAT32, 256)) {
            KernelTable kernels = CompiledCode.kernels(KERNELS, "empty");
            TaskArgs arguments = new TaskArgs().tensor(x).scalar((long) tasks).scalar((long) TASKS_IN_SCOPE);
            for (String entry : entries) {
                TrbOrchestration orchestration = CompiledCode.orchestration(SOURCE, entry + "_entry");
                double[] rates = new double[rounds];
                for (int round = -rounds / 2; round < rounds; round++) {
                    long start = System.nanoTime();
                    device.run(orchestration, kernels, arguments, config);
                    rates[Math.max(0, round)] = tasks * 1e3 / (System.nanoTime() - start);
                }
                Arrays.sort(rates);
                System.out.printf(Locale.ROOT, "| %s | %d | %d | %.2f | %.2f | %.2f |%n", entry, tasks, blockDim,
                        rates[rounds / 2], rates[rounds - 1], rates[0]);
            }
        }
    }
}
