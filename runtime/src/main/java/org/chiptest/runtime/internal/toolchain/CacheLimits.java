package org.chiptest.runtime.internal.toolchain;

import java.time.Duration;

/**
 * How much a cache keeps.
 *
 * @param maxAge what was not used for so long is deleted
 * @param maxBytes over this size, what was not used for longest is deleted first
 */
record CacheLimits(Duration maxAge, long maxBytes) {

    /** Keep for 30 days, up to 2 GiB. */
    public static final CacheLimits DEFAULT = new CacheLimits(Duration.ofDays(30), 2L << 30);

    /** Reject limits that keep nothing. */
    public CacheLimits {
        if (maxAge.isNegative() || maxAge.isZero() || maxBytes <= 0) {
            throw new IllegalArgumentException(
                    "A cache must be allowed to keep something; found " + maxAge + " and " + maxBytes + " bytes");
        }
    }
}
