package org.chiptest.runtime.internal.trb;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.TaskArgs;

/**
 * The memory of a run's argument tensors on the device, as ranges that are apart: arguments that share bytes are one. An orchestration may
 * make tensors that begin anywhere in it. Used by the orchestrating thread only.
 */
final class ArgumentRanges {

    static final ArgumentRanges NONE = new ArgumentRanges(List.of());

    private final long[] begins;
    private final long[] ends;
    private final int count;

    /** Where it was found last: tasks that follow each other often have the same argument. */
    private int latest;

    /** A range of addresses, the end exclusive. */
    private record Range(long begin, long end) {}

    private ArgumentRanges(List<Range> ascending) {
        begins = new long[ascending.size()];
        ends = new long[ascending.size()];
        int last = -1;
        for (Range range : ascending) {
            if (last >= 0 && range.begin < ends[last]) {
                ends[last] = Math.max(ends[last], range.end);
            } else {
                last++;
                begins[last] = range.begin;
                ends[last] = range.end;
            }
        }
        count = last + 1;
    }

    /** Find the ranges of arguments at addresses of the device. */
    static ArgumentRanges of(TaskArgs args) {
        Range[] ranges = new Range[args.tensorCount()];
        for (int i = 0; i < ranges.length; i++) {
            ContinuousTensor tensor = args.tensor(i);
            ranges[i] = new Range(tensor.data(), tensor.data() + tensor.byteSize());
        }
        return new ArgumentRanges(Arrays.stream(ranges).filter(range -> range.begin < range.end)
                .sorted(Comparator.comparingLong(Range::begin)).toList());
    }

    /** Return where the range begins that an address lies in, or the address itself if it lies in none. */
    long beginOf(long address) {
        if (contains(latest, address)) {
            return begins[latest];
        }
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (begins[middle] <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (!contains(low - 1, address)) {
            return address;
        }
        latest = low - 1;
        return begins[latest];
    }

    private boolean contains(int range, long address) {
        return range >= 0 && range < count && begins[range] <= address && address < ends[range];
    }
}
