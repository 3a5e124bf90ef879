package org.chiptest.runtime.internal.log;

import java.io.PrintStream;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Supplier;

import org.chiptest.runtime.internal.settings.HostClock;

/**
 * Write messages of the runtime and of orchestrations, one line each:
 * {@code [2026-11-22 20:15:34.123456][T0x1f][WARN] function: message}. May be used by any thread.
 */
public final class RuntimeLog {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

    private final PrintStream out;
    private final LogThreshold threshold;
    private final Supplier<LocalDateTime> clock;

    /** Create a log; a worker writes to its standard error. */
    public RuntimeLog(PrintStream out, LogThreshold threshold, Supplier<LocalDateTime> clock) {
        this.out = out;
        this.threshold = threshold;
        this.clock = clock;
    }

    /** Create a log on standard error with the default threshold. */
    public static RuntimeLog toStandardError() {
        return new RuntimeLog(System.err, LogThreshold.defaults(), HostClock::local);
    }

    /** Write an error. */
    public void error(String function, String message) {
        write(LogThreshold.ERROR, 0, "ERROR", function, message);
    }

    /** Write a warning. */
    public void warn(String function, String message) {
        write(LogThreshold.WARN, 0, "WARN", function, message);
    }

    /** Write an info message of a tier, 0 (chatty) to 9 (important). */
    public void info(int tier, String function, String message) {
        write(LogThreshold.INFO, tier, "INFO_V" + tier, function, message);
    }

    /** Write a debug message. */
    public void debug(String function, String message) {
        write(LogThreshold.DEBUG, 0, "DEBUG", function, message);
    }

    private void write(int level, int tier, String name, String function, String message) {
        if (threshold.admits(level, tier)) {
            out.println("[" + TIME.format(clock.get()) + "][T0x" + Long.toHexString(Thread.currentThread().threadId())
                    + "]["
                    + name + "] " + function + ": " + message);
        }
    }
}
