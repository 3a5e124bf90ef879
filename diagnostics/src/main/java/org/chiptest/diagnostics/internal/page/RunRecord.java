package org.chiptest.diagnostics.internal.page;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a whole run of tests: the tests, and the work that was done for them. Times are nanoseconds since the run began.
 *
 * @param title what the run is called
 * @param nanos how long it took
 * @param tests all tests that were discovered, in their order
 * @param jobs  compilers, workers and the like, in the order in which they began
 */
public record RunRecord(String title, long nanos, List<TestLine> tests, List<Job> jobs) {

    /** Copy the lists. */
    public RunRecord {
        tests = List.copyOf(tests);
        jobs = List.copyOf(jobs);
    }

    /**
     * One test.
     *
     * @param type       simple name of its class
     * @param name       its scenario and case
     * @param variant    what it ran on, such as {@code a2a3sim.host_build_graph}; empty if unknown
     * @param tone       what its outcome means
     * @param outcome    its outcome for people, such as {@code passed}
     * @param reason     first line of its failure, or why it did not run; empty if it passed
     * @param devices    devices that it ran on
     * @param beginNanos when it began, having waited for devices and compilers before; -1 if it did not run
     * @param nanos      how long it ran
     * @param page       where the page of what it recorded lies, relative to the page of the run
     * @param past       what became of it in earlier runs
     */
    public record TestLine(String type, String name, String variant, Tone tone, String outcome, String reason,
            List<Integer> devices,
            long beginNanos, long nanos, Optional<String> page, Past past) {

        /** Copy the list. */
        public TestLine {
            devices = List.copyOf(devices);
        }
    }

    /**
     * What is known of a test from earlier runs.
     *
     * @param runs       the last of them, the oldest first
     * @param usualNanos how long it usually takes, if that is known
     * @param slower     whether it took so much longer this time that somebody should know
     * @param unsteady   how often it failed, if it is known to fail at times; else empty
     */
    public record Past(List<Earlier> runs, OptionalLong usualNanos, boolean slower, String unsteady) {

        /** Know nothing. */
        public static final Past NONE = new Past(List.of(), OptionalLong.empty(), false, "");

        /** Copy the list. */
        public Past {
            runs = List.copyOf(runs);
        }
    }

    /**
     * What became of a test in an earlier run.
     *
     * @param tone  what its outcome means
     * @param text  when that was and what the outcome is, for people
     * @param nanos how long it took
     */
    public record Earlier(Tone tone, String text, long nanos) {}

    /** Name what outcomes mean for a person, the worst first. */
    public enum Tone {

        /** Somebody has to look. */
        BAD,

        /** Somebody should look. */
        DOUBTFUL,

        /** It ran, and all is well. */
        GOOD,

        /** It did not run, and was not to. */
        QUIET;

        String style() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Work for tests.
     *
     * @param kind       what was done
     * @param name       for what
     * @param beginNanos when it began
     * @param nanos      how long it took
     */
    public record Job(Kind kind, String name, long beginNanos, long nanos) {

        /** Name what is done for tests. */
        public enum Kind {

            /** A compiler ran. */
            COMPILED,

            /** What a compiler had made was found in the cache. */
            CACHED,

            /** A compiler failed. */
            FAILED,

            /** A worker started. */
            WORKER
        }
    }
}
