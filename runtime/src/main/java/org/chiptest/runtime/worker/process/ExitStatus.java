package org.chiptest.runtime.worker.process;

import java.util.Map;

/** How a process ended, as its exit value tells: a value over 128 stands for a signal. */
record ExitStatus(int value) {

    private static final int SIGNAL_BASE = 128;
    private static final Map<Integer, String> SIGNALS = Map.ofEntries(Map.entry(1, "SIGHUP"), Map.entry(2, "SIGINT"),
            Map.entry(3, "SIGQUIT"), Map.entry(4, "SIGILL"), Map.entry(5, "SIGTRAP"), Map.entry(6, "SIGABRT"),
            Map.entry(7, "SIGBUS"), Map.entry(8, "SIGFPE"), Map.entry(9, "SIGKILL"), Map.entry(11, "SIGSEGV"),
            Map.entry(13, "SIGPIPE"), Map.entry(14, "SIGALRM"), Map.entry(15, "SIGTERM"), Map.entry(24, "SIGXCPU"),
            Map.entry(25, "SIGXFSZ"), Map.entry(31, "SIGSYS"));

    /** Say how the process ended, as the end of a sentence about it. */
    String describe() {
        String signal = SIGNALS.get(value - SIGNAL_BASE);
        return signal != null
                ? "was ended by signal " + (value - SIGNAL_BASE) + " (" + signal + ", exit code " + value + ")"
                : "exited with code " + value;
    }
}
