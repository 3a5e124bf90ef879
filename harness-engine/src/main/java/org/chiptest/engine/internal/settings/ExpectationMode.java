package org.chiptest.engine.internal.settings;

/** What becomes of the files of expectations. */
public enum ExpectationMode {
    /** Results are judged by them. */
    APPLY,
    /** Results are judged by them, and what they should say instead is written as a patch. */
    UPDATE,
    /** Nobody reads them. */
    IGNORE
}
