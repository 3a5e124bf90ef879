package org.chiptest.runtime.internal.process.launch;

import java.util.List;
import java.util.Map;

import org.chiptest.runtime.toolchain.Sanitizer;

/**
 * The variables of a process whose code is built with a sanitizer: its library is loaded before everything else, it leaves the signals to
 * the JVM, and it writes its report into the private folder of the process.
 */
public final class SanitizerEnvironment {

    /** How a process ends that a sanitizer has stopped. */
    static final int EXIT_CODE = 66;

    private static final String PRELOAD = "LD_PRELOAD";

    /**
     * AddressSanitizer looks for the function that throws when it is loaded, and ends a process that throws an exception later if it was
     * not there: a JVM alone does not load it. By its name, as the loader finds it for kernels.
     */
    private static final String CXX_LIBRARY = "libstdc++.so.6";

    /** A JVM lives on signals: a null pointer is a SIGSEGV that it turns into an exception. */
    private static final String SIGNALS = "handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:handle_sigtrap=0:handle_abort=0"
            + ":allow_user_segv_handler=1:use_sigaltstack=0";

    private static final String ENDING = ":halt_on_error=1:abort_on_error=0:exitcode=" + EXIT_CODE;

    private SanitizerEnvironment() {}

    /**
     * Set the variables for a process.
     *
     * @param environment what it would have otherwise
     */
    public static void apply(Sanitizer.Library library, WorkerDirectory directory, Map<String, String> environment) {
        environment.merge(PRELOAD, library.file() + " " + CXX_LIBRARY, (own, first) -> first + " " + own);
        String report = ":log_path=\"" + directory.sanitizerReport() + "\"";
        switch (library.sanitizer()) {
            // a JVM never frees everything, and a library that is loaded twice defines its globals twice
            case ADDRESS -> options("ASAN_OPTIONS",
                    SIGNALS + ENDING + ":detect_leaks=0:detect_odr_violation=0" + report, environment);
            case UNDEFINED -> options("UBSAN_OPTIONS",
                    SIGNALS + ENDING + ":print_stacktrace=1:report_error_type=1" + report, environment);
            case NONE -> throw new IllegalArgumentException("without a sanitizer there is no library to load");
        }
    }

    /** Of options that are given twice the last one counts: what the user sets stays, unless the process could not live with it. */
    private static void options(String variable, String ours, Map<String, String> environment) {
        environment.merge(variable, ours, (users, last) -> String.join(":", List.of(users, last)));
    }
}
