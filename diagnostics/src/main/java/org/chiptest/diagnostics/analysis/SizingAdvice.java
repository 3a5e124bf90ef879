package org.chiptest.diagnostics.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.RecordedTask;
import org.chiptest.runtime.capture.RecordedRun.Role;
import org.chiptest.runtime.capture.RecordedRun.ScopeUse;

/**
 * A ring, heap or pool that a run filled, or nearly so.
 *
 * @param resource what it is
 * @param ring     number of the ring
 * @param site     the scope at which it was fullest, empty if unknown
 * @param peak     how much was in use there
 * @param limit    how much there is
 * @param enough   a size that holds everything the recorded tasks ask for at the same time, in the steps that the setting allows
 */
public record SizingAdvice(Resource resource, int ring, String site, long peak, long limit, long enough) {

    /** From this part of the limit on there is something to say, in percent. */
    private static final int NEARLY_FULL = 90;

    private static final long HEAP_ALIGNMENT = 1024;

    /** Name what can be full. */
    public enum Resource {

        /** Slots for tasks that are alive. */
        TASK_WINDOW("task window", "slots", "PTO2_RING_TASK_WINDOW or RunSettings.withTaskWindow"),

        /** Memory that the runtime allocates for outputs. */
        HEAP("heap", "bytes", "PTO2_RING_HEAP or RunSettings.withHeapBytes"),

        /** Entries for dependencies. */
        DEPENDENCY_POOL("dependency pool", "entries", "PTO2_RING_DEP_POOL or RunSettings.withDepPool"),

        /** Entries for regions of tensors; no setting makes it larger. */
        TENSOR_MAP("tensor map", "entries", "");

        private final String title;
        private final String unit;
        private final String setting;

        Resource(String title, String unit, String setting) {
            this.title = title;
            this.unit = unit;
            this.setting = setting;
        }
    }

    /** Say it in a sentence. */
    public String text() {
        return "the " + resource.title + " of ring " + ring + " was at " + peak + " of " + limit + " " + resource.unit
                + (site.isEmpty() ? "" : " in the scope at " + site)
                + (resource.setting.isEmpty()
                        ? "; close scopes earlier, so that less is alive at once"
                        : "; set " + enough + " or more (" + resource.setting + "), or close scopes earlier");
    }

    static List<SizingAdvice> of(RecordedRun run) {
        List<SizingAdvice> advice = new ArrayList<>();
        SortedMap<Integer, Demand> demands = demands(run);
        for (Integer ring : run.scopes().stream().map(ScopeUse::ring).distinct().sorted().toList()) {
            Demand demand = demands.getOrDefault(ring, new Demand());
            List<ScopeUse> uses = run.scopes().stream().filter(use -> use.ring() == ring).toList();
            add(advice, Resource.TASK_WINDOW, uses, ScopeUse::windowUsed, ScopeUse::windowMax,
                    powerOfTwo(Math.max(demand.tasks + 1, RunSettings.MIN_TASK_WINDOW)));
            add(advice, Resource.HEAP, uses, ScopeUse::heapUsed, ScopeUse::heapMax,
                    powerOfTwo(Math.max(demand.bytes, RunSettings.MIN_HEAP_BYTES)));
            add(advice, Resource.DEPENDENCY_POOL, uses, ScopeUse::dependencyPoolUsed, ScopeUse::dependencyPoolMax,
                    Math.max(demand.edges + 1, RunSettings.MIN_DEP_POOL));
            add(advice, Resource.TENSOR_MAP, uses, ScopeUse::tensorMapUsed, ScopeUse::tensorMapMax, demand.written);
        }
        return List.copyOf(advice);
    }

    private static void add(List<SizingAdvice> advice, Resource resource, List<ScopeUse> uses,
            ToLongFunction<ScopeUse> used, ToLongFunction<ScopeUse> limit, long enough) {
        uses.stream().filter(use -> limit.applyAsLong(use) > 0)
                .max(Comparator.comparingDouble(use -> (double) used.applyAsLong(use) / limit.applyAsLong(use)))
                .filter(use -> used.applyAsLong(use) * 100 >= limit.applyAsLong(use) * NEARLY_FULL)
                .ifPresent(use -> advice.add(new SizingAdvice(resource, use.ring(), use.site(),
                        used.applyAsLong(use), limit.applyAsLong(use),
                        atLeast(resource, enough, limit.applyAsLong(use)))));
    }

    /** A run that a full ring has ended would have asked for more than was recorded: never advise what it had. */
    private static long atLeast(Resource resource, long enough, long limit) {
        return switch (resource) {
            case TASK_WINDOW, HEAP -> Math.max(enough, powerOfTwo(2 * limit));
            case DEPENDENCY_POOL -> Math.max(enough, 2 * limit);
            case TENSOR_MAP -> enough;
        };
    }

    /** What all tasks of a ring need together. */
    private static final class Demand {
        private long tasks;
        private long bytes;
        private long edges;
        private long written;
    }

    private static SortedMap<Integer, Demand> demands(RecordedRun run) {
        SortedMap<Integer, Demand> demands = new TreeMap<>();
        for (RecordedTask task : run.tasks()) {
            Demand demand = demands.computeIfAbsent(ring(task), ring -> new Demand());
            demand.tasks++;
            for (RecordedArgument argument : task.arguments()) {
                demand.bytes += argument.role() == Role.OUTPUT ? aligned(bytes(argument)) : 0;
                demand.written += argument.role() == Role.OUTPUT || argument.role() == Role.INOUT ? 1 : 0;
            }
        }
        run.edges().stream().filter(edge -> DependencyGraph.isKnown(edge, run.tasks().size())).forEach(edge -> demands
                .computeIfAbsent(ring(run.tasks().get(edge.producer())), ring -> new Demand()).edges++);
        return demands;
    }

    private static int ring(RecordedTask task) {
        return (int) (task.id() >>> Integer.SIZE);
    }

    private static long bytes(RecordedArgument argument) {
        int size = Arrays.stream(DataType.values()).filter(type -> type.name().equals(argument.dataType()))
                .findFirst().map(DataType::size).orElse(Long.BYTES);
        return argument.rawShape().stream().reduce((long) size, (product, extent) -> product * extent);
    }

    private static long aligned(long bytes) {
        return Math.ceilDiv(bytes, HEAP_ALIGNMENT) * HEAP_ALIGNMENT;
    }

    private static long powerOfTwo(long least) {
        long highest = Long.highestOneBit(least);
        return highest == least ? least : highest << 1;
    }
}
