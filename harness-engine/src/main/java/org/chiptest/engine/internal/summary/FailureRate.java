package org.chiptest.engine.internal.summary;

import java.util.Locale;

/**
 * How often a test has failed, and between which bounds the rate lies with a confidence of 95 % (Wilson's score interval).
 *
 * @param failed   attempts that failed, 0 and up
 * @param attempts all attempts, 1 and up
 */
public record FailureRate(int failed, int attempts) {

    /** Standard deviations on both sides that hold 95 % of a normal distribution. */
    private static final double Z = 1.959963984540054;

    /** Return the lower bound, 0 to 1. */
    public double lower() {
        return failed == 0 ? 0 : Math.max(0, center() - halfWidth());
    }

    /** Return the upper bound, 0 to 1. */
    public double upper() {
        return failed == attempts ? 1 : Math.min(1, center() + halfWidth());
    }

    private double center() {
        return (rate() + Z * Z / (2 * attempts)) / (1 + Z * Z / attempts);
    }

    private double halfWidth() {
        return Z / (1 + Z * Z / attempts)
                * Math.sqrt(rate() * (1 - rate()) / attempts + Z * Z / (4.0 * attempts * attempts));
    }

    private double rate() {
        return (double) failed / attempts;
    }

    /** Tell it in a line: {@code 3 of 50 attempts failed: 6.0 %, between 2.1 % and 16.2 % (95 %)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d of %d attempts failed: %.1f %%, between %.1f %% and %.1f %% (95 %%)",
                failed,
                attempts, 100 * rate(), 100 * lower(), 100 * upper());
    }
}
