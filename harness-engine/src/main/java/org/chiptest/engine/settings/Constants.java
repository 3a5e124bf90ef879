package org.chiptest.engine.settings;

import java.util.Set;

/**
 * Name the settings of a run.
 *
 * <p>Each is a configuration parameter of the JUnit Platform, so it may also be a system property or stand in
 * {@code junit-platform.properties}. A setting with a short name may be given by it ({@code -Dplatform=a2a3sim}); the short
 * name wins over the long one, so that a command line wins over a file. An empty value counts as not given.
 */
public final class Constants {

    /** What every long name begins with. */
    public static final String PREFIX = "chiptest.";

    /**
     * Platforms to run on: a comma-separated list of names, or {@code all} for each that this machine can run. A platform named
     * here whose card is missing fails. Default: every simulation platform. Example: {@code a2a3sim,a5sim}. Short: {@code platform}.
     */
    public static final String PLATFORM = "chiptest.platform";

    /**
     * Runtimes to run on: a comma-separated list of {@code host_build_graph} ({@code hbg}) and {@code tensormap_and_ringbuffer}
     * ({@code trb}). Default: both. Short: {@code runtime}.
     */
    public static final String RUNTIME = "chiptest.runtime";

    /**
     * Devices to spread the scenarios over, one scenario at a time on each: numbers and ranges. Default: {@code 0} and, in
     * simulation, as many more as the scenario that needs most of them. Example: {@code 0,2-4,7}. Short: {@code device}.
     */
    public static final String DEVICE = "chiptest.device";

    /**
     * Cases to run: a comma-separated list of {@code case}, {@code scenario}, {@code scenario/case}, each of them with
     * {@code Class::} before it to restrict it to a class, or {@code Class::} alone; {@code *} stands for any characters. One that matches
     * nothing is an error. Default: all. Example: {@code VectorTest::small}. Short: {@code case}.
     */
    public static final String CASE = "chiptest.case";

    /** Levels to run: a comma-separated list of numbers, or of numbers to leave out ({@code !3}). Default: all. Short: {@code level}. */
    public static final String LEVEL = "chiptest.level";

    /** How often a golden scenario runs its callable, each time checking all outputs. Default: {@code 1}. Short: {@code rounds}. */
    public static final String ROUNDS = "chiptest.rounds";

    /**
     * What to do with manual cases: {@code exclude}, {@code include} or {@code only} them. Default: {@code exclude}. Short: {@code manual}.
     */
    public static final String MANUAL = "chiptest.manual";

    /** Seed of the random numbers that scenarios get, a 64-bit number. Default: a new one for each run, which is reported. Short: {@code seed}. */
    public static final String SEED = "chiptest.seed";

    /**
     * How many seconds a scenario may take with all its runs and rounds, unless its case says otherwise. Then its code is
     * interrupted, and its worker replaced. Default: {@code 600}. Short: {@code timeout}.
     */
    public static final String TIMEOUT = "chiptest.timeout";

    /**
     * What kernels and orchestrations are built with where neither case nor class says it: {@code none}, {@code address} or
     * {@code undefined}. Default: {@code none}. Short: {@code sanitizer}.
     */
    public static final String SANITIZER = "chiptest.sanitizer";

    /**
     * What a selection that matches nothing does: {@code fail}, or {@code ignore} for builds in which other modules or forks hold
     * what was selected. Default: {@code fail}.
     */
    public static final String EMPTY_SELECTION = "chiptest.empty-selection";

    /** File that the summary of the run is written to. Default: {@code target/chiptest/summary.json}. */
    public static final String SUMMARY = "chiptest.summary";

    private static final Set<String> KNOWN = Set.of(PLATFORM, RUNTIME, DEVICE, CASE, LEVEL, ROUNDS, MANUAL, SEED,
            TIMEOUT, SANITIZER, EMPTY_SELECTION, SUMMARY);
    private static final Set<String> WITHOUT_SHORT_NAME = Set.of(EMPTY_SELECTION, SUMMARY);

    private Constants() {}

    /** Tell whether there is a setting of this name. */
    static boolean isKnown(String key) {
        return KNOWN.contains(key);
    }

    /** Tell whether a setting may also be given by its name without {@link #PREFIX}. */
    static boolean hasShortName(String key) {
        return !WITHOUT_SHORT_NAME.contains(key);
    }
}
