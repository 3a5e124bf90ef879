package org.chiptest.api;

/** Say when a scenario is worth its time. */
public enum Tier {
    /** Always: seconds, and nothing else makes sense if it fails. */
    SMOKE,
    /** With every change. */
    PR,
    /** Once a day. */
    DAILY
}
