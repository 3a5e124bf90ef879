package org.chiptest.api.golden;

import java.math.BigDecimal;
import java.math.MathContext;

/** Write numbers that somebody may recognise: short ones as they are, and shares such as 1/3 as shares. */
final class Factor {

    private static final int LARGEST_SHARE = 4096;
    private static final double CLOSE = 1e-6;

    private Factor() {}

    static String text(double factor) {
        double inverse = Math.abs(1 / factor);
        boolean share = inverse > 1.5 && inverse < LARGEST_SHARE
                && Math.abs(inverse - Math.rint(inverse)) < CLOSE * inverse;
        return share
                ? (factor < 0 ? "-1/" : "1/") + (long) Math.rint(inverse)
                : decimal(factor);
    }

    static String decimal(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros().toString();
    }
}
