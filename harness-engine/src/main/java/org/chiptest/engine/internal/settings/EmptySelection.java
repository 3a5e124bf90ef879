package org.chiptest.engine.internal.settings;

/** Say what a selection that matches nothing does. */
public enum EmptySelection {
    /** It is an error. */
    FAIL,
    /** It is fine: somebody else holds what was selected. */
    IGNORE
}
