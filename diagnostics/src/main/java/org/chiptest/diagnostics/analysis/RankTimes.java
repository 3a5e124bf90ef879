package org.chiptest.diagnostics.analysis;

import java.util.Comparator;
import java.util.List;

import org.chiptest.runtime.capture.RecordedRun;

/**
 * When one of several chips began and ended, beside the others.
 *
 * @param rank        number of the chip
 * @param state       how its run ended
 * @param skewNanos   how much later than the first of all chips it began
 * @param endNanos    when it ended, since the first of all chips began
 * @param kernelNanos time of all its kernels
 * @param behindNanos how much later than the chip in the middle it ended; negative if earlier
 */
public record RankTimes(int rank, RecordedRun.State state, long skewNanos, long endNanos, long kernelNanos,
        long behindNanos) {

    /** Compare chips of one run, the one that ended last first; none for no chips. */
    public static List<RankTimes> of(List<RecordedRun> ranks) {
        long first = ranks.stream().mapToLong(RecordedRun::originNanos).min().orElse(0);
        long[] ends = ranks.stream().mapToLong(run -> run.originNanos() - first + run.makespanNanos()).sorted()
                .toArray();
        return ranks.stream().map(run -> of(run, first, ends[(ends.length - 1) / 2]))
                .sorted(Comparator.comparingLong((RankTimes each) -> -each.endNanos())
                        .thenComparingInt(RankTimes::rank))
                .toList();
    }

    private static RankTimes of(RecordedRun run, long first, long middle) {
        long skew = run.originNanos() - first;
        long end = skew + run.makespanNanos();
        TaskTimes times = TaskTimes.of(run);
        long kernels = run.executions().stream().mapToLong(each -> times.end(each) - times.start(each)).sum();
        return new RankTimes(run.rank(), run.state(), skew, end, kernels, end - middle);
    }
}
