package org.chiptest.api.golden;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Count by how much elements are off, in powers of ten. */
final class DifferenceHistogram {

    private static final int NOT_FINITE = Integer.MAX_VALUE;

    private final Map<Integer, Long> counts = new TreeMap<>();

    /** Count one element. */
    void add(double difference) {
        counts.merge(decade(difference), 1L, Long::sum);
    }

    /** Tell the counts, smallest differences first. */
    Map<String, Long> counts() {
        Map<String, Long> named = new LinkedHashMap<>();
        counts.forEach((decade, count) -> named.put(name(decade), count));
        return named;
    }

    private static int decade(double difference) {
        return Double.isFinite(difference) && difference > 0
                ? (int) Math.floor(Math.log10(difference))
                : Double.isFinite(difference) ? Integer.MIN_VALUE : NOT_FINITE;
    }

    private static String name(int decade) {
        return switch (decade) {
            case NOT_FINITE -> "not finite";
            case Integer.MIN_VALUE -> "0";
            default -> String.format(Locale.ROOT, "1e%d..1e%d", decade, decade + 1);
        };
    }
}
