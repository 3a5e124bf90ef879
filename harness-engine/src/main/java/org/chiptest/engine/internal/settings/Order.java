package org.chiptest.engine.internal.settings;

import java.util.Locale;

/** In which order tests start. */
public enum Order {
    /** As they are declared. */
    DECLARED,
    /** Those that failed in their last run first. */
    FAILED_FIRST,
    /** Those that take long first, so that none of them is what everybody waits for at the end. */
    SLOW_FIRST,
    /** As the setting that selects cases lists them. */
    LISTED,
    /** Shuffled by the seed of the run. */
    RANDOM;

    /** Return the word of settings. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
