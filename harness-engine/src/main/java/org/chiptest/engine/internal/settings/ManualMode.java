package org.chiptest.engine.internal.settings;

/** Say what to do with manual cases. */
public enum ManualMode {
    /** Leave them out. */
    EXCLUDE(false, true),
    /** Treat them like all others. */
    INCLUDE(true, true),
    /** Leave all others out. */
    ONLY(true, false);

    private final boolean manual;
    private final boolean automatic;

    ManualMode(boolean manual, boolean automatic) {
        this.manual = manual;
        this.automatic = automatic;
    }

    /** Tell whether a case takes part. */
    public boolean includes(boolean manualCase) {
        return manualCase ? manual : automatic;
    }
}
