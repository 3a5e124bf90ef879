package org.chiptest.runtime.internal.process.launch;

import java.util.Map;
import java.util.Optional;

/** How a process ended, as its exit value tells: a value over 128 stands for a signal. */
public record ExitStatus(int value) {

    private static final int SIGNAL_BASE = 128;
    private static final int SIGABRT = 6;
    private static final int SIGBUS = 7;
    private static final int SIGKILL = 9;
    private static final int SIGSEGV = 11;
    private static final Map<Integer, String> SIGNALS = Map.ofEntries(Map.entry(1, "SIGHUP"), Map.entry(2, "SIGINT"),
            Map.entry(3, "SIGQUIT"), Map.entry(4, "SIGILL"), Map.entry(5, "SIGTRAP"), Map.entry(6, "SIGABRT"),
            Map.entry(7, "SIGBUS"), Map.entry(8, "SIGFPE"), Map.entry(9, "SIGKILL"), Map.entry(10, "SIGUSR1"),
            Map.entry(11, "SIGSEGV"), Map.entry(12, "SIGUSR2"),
            Map.entry(13, "SIGPIPE"), Map.entry(14, "SIGALRM"), Map.entry(15, "SIGTERM"), Map.entry(16, "SIGSTKFLT"),
            Map.entry(24, "SIGXCPU"),
            Map.entry(25, "SIGXFSZ"), Map.entry(26, "SIGVTALRM"), Map.entry(27, "SIGPROF"), Map.entry(29, "SIGIO"),
            Map.entry(30, "SIGPWR"), Map.entry(31, "SIGSYS"));

    /** Tell whether somebody ended the process who need not give a reason: this JVM, a person, or the operating system. */
    public boolean wasKilled() {
        return value == SIGNAL_BASE + SIGKILL;
    }

    /** Say how the process ended, as the end of a sentence about it. */
    public String describe() {
        String signal = SIGNALS.get(value - SIGNAL_BASE);
        if (signal == null) {
            return "exited with code " + value;
        }
        return (wasKilled() ? "was killed from outside by" : "was ended by") + " signal "
                + (value - SIGNAL_BASE) + " (" + signal + ", exit code " + value + ")";
    }

    /** Say what to think of an end about which the JVM has written no report, if it needs an explanation. */
    public Optional<String> withoutReport() {
        return Optional.ofNullable(switch (value - SIGNAL_BASE) {
            case SIGABRT -> "the JVM wrote no report: the code called abort, or libc did on its behalf";
            case SIGBUS, SIGSEGV ->
                "the JVM could not write a report: most likely native code has overflowed its stack";
            case SIGKILL -> "killed by a person, a supervisor, or an operating system out of memory";
            default -> null;
        });
    }
}
