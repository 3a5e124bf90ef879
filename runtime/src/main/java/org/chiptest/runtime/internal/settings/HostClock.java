package org.chiptest.runtime.internal.settings;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** Read the clocks of this machine; the only place that does. */
public final class HostClock {

    private HostClock() {}

    /** Return nanoseconds of a clock that never goes back; only differences mean something, also between processes. */
    public static long nanos() {
        return System.nanoTime();
    }

    /** Return the time of day, to compare with the times of files. */
    public static Instant now() {
        return Instant.now();
    }

    /** Return the time of day that people here read; for texts only. */
    public static LocalDateTime local() {
        return LocalDateTime.now(ZoneId.systemDefault());
    }
}
