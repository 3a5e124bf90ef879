package org.chiptest.engine.internal.conformance;

import static org.chiptest.runtime.device.RuntimeKind.HOST_BUILD_GRAPH;
import static org.chiptest.runtime.device.RuntimeKind.TENSORMAP_AND_RINGBUFFER;

import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

import org.chiptest.engine.internal.conformance.KitWorker.Applied;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.worker.PreparedCallable;

/** Whatever may be as large as the contract says works at that size, random graphs compute what they must, and settings are a run's own. */
final class LimitRules {

    private static final String LIMITS = "docs/contract/callables.md#limits-and-ids";
    private static final int TENSORS = 64;
    private static final int SCALARS = 128;
    private static final int TASK_TENSORS = 16;
    private static final int TASK_SCALARS = 32;
    private static final int TASK_WORDS = 16;
    private static final int SMALL_WINDOW = 4;
    private static final int SMALL_GRAPH = 10;

    private LimitRules() {}

    static List<Rule> all() {
        return List.of(
                Rule.of("limits.aRunTakes64TensorsAnd128Scalars", "docs/contract/arguments.md#argument-block-of-a-run",
                        LimitRules::arguments),
                Rule.of("limits.aTaskTakesAsManyArgumentsAsThereMayBe", LIMITS, LimitRules::taskArguments),
                Rule.of("limits.funcIdsGoTo1023", LIMITS, LimitRules::funcIds),
                Rule.of(HOST_BUILD_GRAPH, "limits.aTaskHas128Successors", "docs/contract/hbg.md#limits-of-a-graph",
                        LimitRules::successors),
                Rule.of(HOST_BUILD_GRAPH, "graphs.computeWhatTheirTasksComputeOneAfterTheOther",
                        "docs/contract/hbg.md#execution", LimitRules::hostGraphs),
                Rule.of(TENSORMAP_AND_RINGBUFFER, "graphs.computeWhatTheirTasksComputeOneAfterTheOther",
                        "docs/contract/trb.md#dependency-inference", LimitRules::submittedGraphs),
                Rule.of(TENSORMAP_AND_RINGBUFFER, "settings.ringsAreThoseOfOneRun",
                        "docs/contract/arguments.md#ring-settings", LimitRules::rings));
    }

    private static String arguments(Bench bench) {
        long[] scalars = LongStream.range(0, SCALARS).map(i -> i * i).toArray();
        bench.worker(worker -> {
            try (PreparedCallable _ = worker.prepare(0, KitCallable.LIMITS)) {
                long[] found = worker.runOnWords(0, LongStream.range(0, TENSORS).boxed().toList(),
                        LongStream.of(scalars).boxed().toList(), Bench.config());
                SubmittedGraphs.requireEqual("each tensor plus two scalars", found, LongStream.range(0, TENSORS)
                        .map(i -> i + scalars[(int) (2 * i)] + scalars[(int) (2 * i + 1)]).toArray());
            }
        });
        return "";
    }

    private static String taskArguments(Bench bench) {
        boolean words = bench.variant().runtime() == HOST_BUILD_GRAPH;
        bench.worker(worker -> {
            try (PreparedCallable _ = worker.prepare(0, KitCallable.WORDS)) {
                List<Long> tensors = LongStream.rangeClosed(1, words ? 1 : TASK_TENSORS).boxed().toList();
                long[] found = worker.runOnWords(0, tensors, List.of(), Bench.config());
                long sum = LongStream.range(0, words ? TASK_WORDS : TASK_SCALARS).sum()
                        + tensors.stream().mapToLong(Long::longValue).sum();
                SubmittedGraphs.requireEqual("the sum of a task's arguments", new long[]{found[0]}, new long[]{sum});
            }
        });
        return words ? TASK_WORDS + " words" : TASK_TENSORS + " tensors, " + TASK_SCALARS + " scalars";
    }

    private static String funcIds(Bench bench) {
        bench.worker(worker -> {
            try (PreparedCallable _ = worker.prepare(0, KitCallable.APPLY_FAR)) {
                worker.apply(0, Applied.FAR, "a callable with the func ids 0 and 1023", Bench.config());
            }
        });
        return "";
    }

    private static String successors(Bench bench) {
        bench.worker(worker -> {
            try (PreparedCallable _ = worker.prepare(0, KitCallable.GRAPHS);
                    HostGraphs graphs = new HostGraphs(worker.programs(0), maxBlockDim(bench))) {
                graphs.runWidest();
            }
        });
        return "";
    }

    private static String hostGraphs(Bench bench) {
        bench.worker(worker -> {
            try (PreparedCallable _ = worker.prepare(0, KitCallable.GRAPHS);
                    HostGraphs graphs = new HostGraphs(worker.programs(0), maxBlockDim(bench))) {
                each(bench, graphs::run);
            }
        });
        return drawn(bench);
    }

    private static String submittedGraphs(Bench bench) {
        bench.worker(worker -> {
            try (PreparedCallable _ = worker.prepare(0, KitCallable.GRAPHS);
                    SubmittedGraphs graphs = new SubmittedGraphs(worker.programs(0), maxBlockDim(bench))) {
                each(bench, graphs::run);
            }
        });
        return drawn(bench);
    }

    /** Graph i of a seed is graph 0 of that seed plus i, so that one graph can be run again. */
    private static void each(Bench bench, Consumer<RandomGenerator> graph) {
        for (int i = 0; i < bench.choice().graphs(); i++) {
            try {
                graph.accept(bench.random(i));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "graph " + i + " of " + bench.choice().graphs() + " (run it again with graphs=1"
                                + " seed=" + (bench.choice().seed() + i) + "): " + e.getMessage(),
                        e);
            }
        }
    }

    private static String drawn(Bench bench) {
        return bench.choice().graphs() + " random graphs, seed " + bench.choice().seed();
    }

    private static String rings(Bench bench) {
        GraphProgram tasks = new GraphProgram().scope(GraphProgram.AUTO);
        for (int i = 0; i < SMALL_GRAPH; i++) {
            tasks.dummy(GraphProgram.arguments().inout(0));
        }
        tasks.end();
        bench.worker(worker -> {
            ProgramDevice programs = worker.programs(0);
            try (PreparedCallable _ = worker.prepare(0, KitCallable.GRAPHS);
                    var tensor = worker.worker().allocate(DataType.INT64, 1)) {
                tasks.run(programs, tensor);
                KitWorker.requireCode(DeviceException.FAILED,
                        "a scope of " + SMALL_GRAPH + " tasks in a window of " + SMALL_WINDOW,
                        () -> tasks.run(programs, Bench.config().withSettings(
                                RunSettings.unset().withTaskWindow(SMALL_WINDOW)), tensor));
                tasks.run(programs, tensor);
            }
        });
        return "a window of " + SMALL_WINDOW + " tasks, and none before and after";
    }

    private static int maxBlockDim(Bench bench) {
        return bench.variant().architecture().maxBlockDim();
    }
}
