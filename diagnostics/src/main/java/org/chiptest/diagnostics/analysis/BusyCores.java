package org.chiptest.diagnostics.analysis;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.Core;
import org.chiptest.runtime.capture.RecordedRun.CoreKind;
import org.chiptest.runtime.capture.RecordedRun.Execution;

/** When all cores of a kind were busy, so that a task had to wait for one. */
final class BusyCores {

    private final Map<CoreKind, Intervals> intervals = new EnumMap<>(CoreKind.class);

    private BusyCores(RecordedRun run) {
        Map<Integer, CoreKind> kinds = kinds(run.cores());
        for (CoreKind kind : CoreKind.values()) {
            long cores = kinds.values().stream().filter(each -> each == kind).count();
            List<Execution> executions = run.executions().stream()
                    .filter(execution -> kinds.get(execution.core()) == kind).toList();
            intervals.put(kind, Intervals.of(executions, cores, run.makespanNanos()));
        }
    }

    static BusyCores of(RecordedRun run) {
        return new BusyCores(run);
    }

    static Map<Integer, CoreKind> kinds(List<Core> cores) {
        return cores.stream().collect(Collectors.toMap(Core::number, Core::kind, (first, second) -> first));
    }

    /** Return for how long between two moments all cores of a kind were busy. */
    long nanos(CoreKind kind, long begin, long end) {
        return end <= begin ? 0 : within(kind).until(end) - within(kind).until(begin);
    }

    private Intervals within(CoreKind kind) {
        return Objects.requireNonNull(intervals.get(kind));
    }

    /** Stretches of time in their order, which do not overlap. */
    private static final class Intervals {

        private final long[] begins;
        private final long[] ends;
        /** The sum of all that come before each. */
        private final long[] before;

        private Intervals(long[] begins, long[] ends, int count) {
            this.begins = Arrays.copyOf(begins, count);
            this.ends = Arrays.copyOf(ends, count);
            before = new long[count + 1];
            for (int i = 0; i < count; i++) {
                before[i + 1] = before[i] + ends[i] - begins[i];
            }
        }

        /** Find when this many executions were under way at once. */
        static Intervals of(List<Execution> executions, long cores, long makespan) {
            long[] taken = executions.stream().mapToLong(each -> TaskTimes.first(each.dispatchedNanos(),
                    each.startedNanos(), 0)).sorted().toArray();
            long[] given = executions.stream().mapToLong(each -> TaskTimes.first(each.endedNanos(), makespan))
                    .sorted().toArray();
            long[] begins = new long[taken.length];
            long[] ends = new long[taken.length];
            int count = 0;
            int next = 0;
            for (int back = 0; back < given.length; back++) {
                while (next < taken.length && taken[next] < given[back]) {
                    next++;
                    if (next - back == cores) {
                        begins[count] = taken[next - 1];
                    }
                }
                if (cores > 0 && next - back == cores) {
                    ends[count++] = given[back];
                }
            }
            return new Intervals(begins, ends, count);
        }

        /** Return how much of them lies before a moment. */
        long until(long moment) {
            int found = Arrays.binarySearch(begins, moment);
            int open = found < 0 ? -found - 2 : found;
            return open < 0 ? 0 : before[open] + Math.min(moment, ends[open]) - begins[open];
        }
    }
}
