package org.chiptest.benchmark;

import java.util.Arrays;

/** How long something took, in microseconds. */
record Percentiles(double median, double p90, double p99) {

    /** Sort the nanoseconds and find the percentiles. */
    static Percentiles of(long[] nanos) {
        Arrays.sort(nanos);
        return new Percentiles(nanos[nanos.length / 2] / 1e3, nanos[nanos.length * 9 / 10] / 1e3,
                nanos[nanos.length * 99 / 100] / 1e3);
    }
}
