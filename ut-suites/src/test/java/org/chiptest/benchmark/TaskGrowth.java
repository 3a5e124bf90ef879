package org.chiptest.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import com.sun.management.OperatingSystemMXBean;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.place.DevicePlace;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;

/**
 * Measure how many tasks with empty kernels both runtimes run in a second, in this process, by the number of tasks and clusters: from
 * the call of the run to its end, so with the time that host_build_graph takes for building the graph; and the time of all processors,
 * which hardly depends on what else runs.
 *
 * <p>Arguments: numbers of tasks in a run (default 1000,20000,100000), block dims (default 24), rounds (default 100), each half as often
 * for warm-up, runtimes (default both) and graphs (default both). A graph of host_build_graph has at most 131,072 tasks; beyond that it is
 * left out.
 */
public final class TaskGrowth {

    private static final OperatingSystemMXBean SYSTEM = ManagementFactory
            .getPlatformMXBean(OperatingSystemMXBean.class);
    private static final int MOST_OF_HBG = 131_072;

    private TaskGrowth() {}

    /** Millions of tasks in a second in the rounds of a measurement, and the time of all processors for a task. */
    record Pace(double median, double best, double worst, double processorNanos) {}

    public static void main(String[] args) throws IOException {
        int rounds = Integer.parseInt(list(args, 2, "100")[0]);
        try (Scratch scratch = Scratch.create()) {
            System.out
                    .println(
                            "| runtime | graph | block dim | tasks | median M tasks/s | best | worst | CPU ns per task |");
            System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
            for (String name : list(args, 3, "hbg,trb")) {
                RuntimeKind runtime = RuntimeKind.named(name).orElseThrow();
                try (ChipWorker worker = open(runtime, scratch);
                        PreparedCallable graph = worker.prepare(0, RunLimit.callable(runtime))) {
                    for (String kind : list(args, 4, "independent,chained")) {
                        for (String blockDim : list(args, 1, "24")) {
                            for (String tasks : list(args, 0, "1000,20000,100000")) {
                                if (fits(runtime, Integer.parseInt(tasks))) {
                                    Pace pace = measure(graph, kind, Integer.parseInt(blockDim),
                                            Integer.parseInt(tasks), rounds);
                                    System.out.printf(Locale.ROOT,
                                            "| %s | %s | %s | %s | %.2f | %.2f | %.2f | %.0f |%n", name, kind,
                                            blockDim, tasks, pace.median(), pace.best(), pace.worst(),
                                            pace.processorNanos());
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /** Tell whether a graph may have that many tasks. */
    static boolean fits(RuntimeKind runtime, int tasks) {
        return runtime != RuntimeKind.HOST_BUILD_GRAPH || tasks <= MOST_OF_HBG;
    }

    /** Open a worker in this process. */
    static ChipWorker open(RuntimeKind runtime, Scratch scratch) {
        return ChipWorker.open(
                DevicePlace.IN_PROCESS.opener("a5sim", runtime, TestToolchain.settings(scratch.path())), 0);
    }

    /** Run graphs of {@link RunLimit#callable}; half as many rounds before warm up. */
    static Pace measure(PreparedCallable graph, String kind, int blockDim, int tasks, int rounds) {
        CallConfig config = CallConfig.defaults().withBlockDim(blockDim)
                .withSettings(RunSettings.unset().withDeadline(Duration.ofMinutes(5)));
        TaskArgs arguments = new TaskArgs().scalar((long) tasks).scalar(0L).scalar(kind.equals("chained") ? 1L : 0L);
        double[] rates = new double[rounds];
        long processor = 0;
        for (int round = -rounds / 2; round < rounds; round++) {
            if (round == 0) {
                processor = SYSTEM.getProcessCpuTime();
            }
            long start = System.nanoTime();
            graph.run(arguments, config);
            rates[Math.max(0, round)] = tasks * 1e3 / (System.nanoTime() - start);
        }
        double nanos = (double) (SYSTEM.getProcessCpuTime() - processor) / rounds / tasks;
        Arrays.sort(rates);
        return new Pace(rates[rounds / 2], rates[rounds - 1], rates[0], nanos);
    }

    private static String[] list(String[] args, int index, String defaults) {
        List<String> given = Arrays.asList(args);
        return (given.size() > index ? given.get(index) : defaults).split(",");
    }
}
