package org.chiptest.diagnostics.divergence;

import org.chiptest.runtime.args.DataType;

/**
 * Say how far an element of one side may be from that of the other: by {@code absolute + relative * |expected|}. Equal bits are always
 * close, and integers only if the tolerance says so.
 *
 * @param relative share of the expected value, 0 or more
 * @param absolute constant part, 0 or more
 */
public record Closeness(double relative, double absolute) {

    /** Accept equal bits only. */
    public static final Closeness EXACT = new Closeness(0, 0);

    /** Refuse what is no tolerance. */
    public Closeness {
        if (!(relative >= 0) || !(absolute >= 0)) {
            throw new IllegalArgumentException("a tolerance is 0 or more, found rtol " + relative + " and atol "
                    + absolute + "; give both as numbers from 0 on, or take EXACT");
        }
    }

    /** Tell whether only equal bits are accepted. */
    public boolean isExact() {
        return relative == 0 && absolute == 0;
    }

    /** Tell whether a value is close enough; NaN never is, and an infinity only to itself. */
    public boolean accepts(double actual, double expected, DataType type) {
        if (isExact() || !Double.isFinite(expected)) {
            return false;
        }
        return Math.abs(actual - expected) <= absolute + relative * Math.abs(expected);
    }

    @Override
    public String toString() {
        return isExact() ? "bit by bit" : "within " + absolute + " + " + relative + " * |expected|";
    }
}
