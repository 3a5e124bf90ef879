package org.chiptest.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import com.sun.management.ThreadMXBean;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.capture.RecordMemory;
import org.chiptest.runtime.internal.capture.RecordReader;
import org.chiptest.runtime.internal.capture.Recorder;
import org.chiptest.runtime.internal.graph.KernelTable;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.chiptest.runtime.internal.trb.CompiledCode;
import org.chiptest.runtime.internal.trb.TestDevice;
import org.chiptest.runtime.internal.trb.TrbOrchestration;
import org.chiptest.runtime.tensor.HostTensor;

/**
 * Measure what recording costs a run of tensormap_and_ringbuffer in this process: runs with and without it take turns. The kernels of the
 * first graphs are empty; those of the last two take as long as is said.
 *
 * <p>Arguments: tasks in one run (default 20,000), rounds (default 100), block dim (default 24), microseconds that kernels take (default
 * 20), graphs (default all), a comma-separated list. Of tasks that take time there are a hundredth as many.
 */
public final class CaptureCost {

    private static final int TASKS_IN_SCOPE = 1_000;
    private static final int THREADS = 256;

    private CaptureCost() {}

    public static void main(String[] args) throws IOException {
        int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 100;
        int blockDim = args.length > 2 ? Integer.parseInt(args[2]) : 24;
        int micros = args.length > 3 ? Integer.parseInt(args[3]) : 20;
        List<String> graphs = List.of((args.length > 4
                ? args[4]
                : "bare,independent,creating,chained,chained-long,independent-long").split(","));
        CallConfig config = CallConfig.defaults().withBlockDim(blockDim)
                .withSettings(RunSettings.unset().withDeadline(Duration.ofMinutes(5)));
        System.out.println("| graph | ns per task | recorded | difference | CPU per task | recorded | difference "
                + "| ns for one kernel's record |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
        try (TestDevice device = new TestDevice();
                MappedMemory memory = MappedMemory.anonymous(RecordMemory.STANDARD_BYTES);
                HostTensor x = HostTensor.allocate(device.memory(), DataType.FLOAT32, 256)) {
            Bench bench = new Bench(device, memory,
                    new Recorder(memory.segment(), CompiledCode.shim().ticks(), THREADS), rounds, config);
            TaskArgs arguments = new TaskArgs().tensor(x).scalar((long) tasks).scalar((long) TASKS_IN_SCOPE);
            KernelTable empty = CompiledCode.kernels(TrbThroughput.KERNELS, "empty");
            for (String entry : List.of("bare", "independent", "creating", "chained")) {
                if (!graphs.contains(entry)) {
                    continue;
                }
                bench.print(entry, tasks, CompiledCode.orchestration(TrbThroughput.SOURCE, entry + "_entry"), empty,
                        arguments);
            }
            int few = Math.max(1, tasks / 100);
            long steps = RunLimit.steps(micros);
            KernelTable working = CompiledCode.kernels(RunLimit.KERNEL, "kernel_entry");
            TrbOrchestration orchestration = CompiledCode.orchestration(RunLimit.TRB, "aicpu_orchestration_entry");
            for (boolean chained : new boolean[]{true, false}) {
                if (!graphs.contains(chained ? "chained-long" : "independent-long")) {
                    continue;
                }
                bench.print((chained ? "chained" : "independent") + ", " + micros + " us", few, orchestration, working,
                        new TaskArgs().scalar((long) few).scalar(steps).scalar(chained ? 1L : 0L));
            }
        }
    }

    private record Bench(TestDevice device, MappedMemory memory, Recorder recorder, int rounds, CallConfig config) {

        void print(String name, int tasks, TrbOrchestration orchestration, KernelTable kernels, TaskArgs arguments) {
            Cost plain = new Cost(rounds);
            Cost recorded = new Cost(rounds);
            double record = 0;
            for (int round = -rounds / 2; round < rounds; round++) {
                device.watch(null);
                plain.add(round, () -> device.run(orchestration, kernels, arguments, config));
                recorder.begin(RuntimeKind.TENSORMAP_AND_RINGBUFFER, config.blockDim(), TestDevice.A2A3);
                device.watch(recorder);
                recorded.add(round, () -> device.run(orchestration, kernels, arguments, config));
                recorder.end(true);
                record = RecordReader.facts(memory.segment()).nanosPerKernel();
            }
            System.out.printf(Locale.ROOT, "| %s | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f |%n", name,
                    plain.clock() / tasks, recorded.clock() / tasks, (recorded.clock() - plain.clock()) / tasks,
                    plain.processor() / tasks, recorded.processor() / tasks,
                    (recorded.processor() - plain.processor()) / tasks, record);
        }
    }

    /** What runs took in the middle, by the clock and of the processors of all Java threads: the latter hardly depends on what else runs. */
    private static final class Cost {

        private static final ThreadMXBean JAVA = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        private final double[] clocks;
        private final double[] processors;

        Cost(int rounds) {
            clocks = new double[rounds];
            processors = new double[rounds];
        }

        /** Add a run; rounds below 0 warm up. */
        void add(int round, Runnable run) {
            long before = processorNanos();
            long start = System.nanoTime();
            run.run();
            long end = System.nanoTime();
            clocks[Math.max(0, round)] = end - start;
            processors[Math.max(0, round)] = processorNanos() - before;
        }

        double clock() {
            return middle(clocks);
        }

        double processor() {
            return middle(processors);
        }

        private static double middle(double[] values) {
            Arrays.sort(values);
            return values[values.length / 2];
        }

        private static long processorNanos() {
            return Arrays.stream(JAVA.getThreadCpuTime(JAVA.getAllThreadIds())).filter(nanos -> nanos > 0).sum();
        }
    }
}
