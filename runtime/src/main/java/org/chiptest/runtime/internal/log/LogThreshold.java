package org.chiptest.runtime.internal.log;

/**
 * Decide which messages are written ({@code docs/contract/devices.md#log}).
 *
 * @param level 0 debug, 1 info, 2 warning, 3 error, 4 nothing at all
 * @param tier  0 to 9; info messages of this tier and above are written
 */
public record LogThreshold(int level, int tier) {

    public static final int DEBUG = 0;
    public static final int INFO = 1;
    public static final int WARN = 2;
    public static final int ERROR = 3;
    public static final int NOTHING = 4;

    private static final int MAX_TIER = 9;
    private static final int DEFAULT_TIER = 5;

    public LogThreshold {
        if (level < DEBUG || level > NOTHING || tier < 0 || tier > MAX_TIER) {
            throw new IllegalArgumentException(
                    "log level is 0 to 4 and tier 0 to 9, found level " + level + ", tier " + tier);
        }
    }

    /** Return the threshold of a worker that nobody configured: warnings, errors and important info. */
    public static LogThreshold defaults() {
        return new LogThreshold(INFO, DEFAULT_TIER);
    }

    boolean admits(int messageLevel, int messageTier) {
        return messageLevel == INFO
                ? level == DEBUG || level == INFO && messageTier >= tier
                : level != NOTHING && messageLevel >= level;
    }
}
