package org.chiptest.diagnostics.internal.page;

import java.util.Locale;

/** Times and shares for people. */
final class Times {

    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    private Times() {}

    /** Write a time in the unit that suits it; nothing if it was not stamped, which looks like -1. */
    static String text(long nanos) {
        long size = Math.abs(nanos);
        if (nanos == -1) {
            return "";
        }
        if (size < MICRO) {
            return nanos + " ns";
        }
        if (size < MILLI) {
            return String.format(Locale.ROOT, size < 10 * MICRO ? "%.2f µs" : "%.1f µs", (double) nanos / MICRO);
        }
        return size < SECOND
                ? String.format(Locale.ROOT, size < 10 * MILLI ? "%.2f ms" : "%.1f ms", (double) nanos / MILLI)
                : String.format(Locale.ROOT, "%.2f s", (double) nanos / SECOND);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, share < 0.0995 ? "%.1f %%" : "%.0f %%", 100 * share);
    }
}
