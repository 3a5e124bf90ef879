package org.chiptest.engine.internal.settings;

/** How far apart attempts at a test are. */
public enum Isolation {
    /** They use the same worker, if it is still sound. */
    SAME,
    /** Each has a worker on which nothing has run. */
    FRESH,
    /** Each is on another device than the one before, and has a worker on which nothing has run. */
    DEVICE
}
