package org.chiptest.engine.internal.execution;

import org.chiptest.engine.internal.comparison.SideLog;

/**
 * A side of a scenario that was run.
 *
 * @param name   what people call it
 * @param log    what it did
 * @param run    the run itself
 * @param ending how it ended
 */
record PlayedSide(String name, SideLog log, TestRun run, Ending ending) {

    /** Tell whether it failed. */
    boolean hasFailed() {
        return ending instanceof Ending.Failed;
    }
}
