package org.chiptest.diagnostics.analysis;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.Execution;
import org.chiptest.runtime.capture.RecordedRun.Function;

/**
 * What was measured of one kernel, over all its calls that ended.
 *
 * @param funcId      its func id
 * @param name        its name
 * @param calls       how often it was called and ended
 * @param totalNanos  time of all calls
 * @param medianNanos time that half of the calls did not exceed
 * @param p90Nanos    time that nine of ten calls did not exceed
 * @param maxNanos    time of the longest call
 * @param share       its part of the time of all kernels, 0 to 1
 */
public record FunctionStatistics(int funcId, String name, int calls, long totalNanos, long medianNanos, long p90Nanos,
        long maxNanos, double share) {

    static List<FunctionStatistics> of(RecordedRun run) {
        Map<Integer, String> names = run.functions().stream()
                .collect(Collectors.toMap(Function::funcId, Function::name, (first, second) -> first));
        Map<Integer, List<Execution>> calls = run.executions().stream()
                .filter(call -> call.startedNanos() != RecordedRun.NOT_STAMPED
                        && call.endedNanos() != RecordedRun.NOT_STAMPED)
                .collect(Collectors.groupingBy(Execution::funcId));
        long all = calls.values().stream().flatMap(List::stream).mapToLong(FunctionStatistics::nanos).sum();
        return calls.entrySet().stream()
                .map(entry -> of(entry.getKey(), names.getOrDefault(entry.getKey(), "func_" + entry.getKey()),
                        entry.getValue().stream().mapToLong(FunctionStatistics::nanos).sorted().toArray(), all))
                .sorted(Comparator.comparingLong((FunctionStatistics each) -> -each.totalNanos())
                        .thenComparingInt(FunctionStatistics::funcId))
                .toList();
    }

    private static FunctionStatistics of(int funcId, String name, long[] sorted, long all) {
        long total = 0;
        for (long each : sorted) {
            total += each;
        }
        return new FunctionStatistics(funcId, name, sorted.length, total, rank(sorted, 0.5), rank(sorted, 0.9),
                sorted[sorted.length - 1], all == 0 ? 0 : (double) total / all);
    }

    private static long rank(long[] sorted, double part) {
        return sorted[(int) Math.ceil(sorted.length * part) - 1];
    }

    private static long nanos(Execution call) {
        return call.endedNanos() - call.startedNanos();
    }
}
