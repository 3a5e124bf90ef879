package org.chiptest.engine.internal.settings;

/** What a failure keeps from being started. */
public enum FailFast {
    /** Nothing. */
    NONE,
    /** The rest of its class, if it is a failure of a scenario of the tier smoke. */
    SMOKE,
    /** All that has not started. */
    ALL
}
