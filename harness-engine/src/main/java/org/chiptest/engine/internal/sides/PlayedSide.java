package org.chiptest.engine.internal.sides;

import org.chiptest.engine.internal.attempt.TestRun;
import org.chiptest.engine.internal.comparison.SideLog;
import org.chiptest.engine.internal.outcome.Ending;

/**
 * A side of a scenario that was run.
 *
 * @param name   what people call it
 * @param log    what it did
 * @param run    the run itself
 * @param ending how it ended
 */
public record PlayedSide(String name, SideLog log, TestRun run, Ending ending) {

    /** Tell whether it failed. */
    boolean hasFailed() {
        return ending instanceof Ending.Failed;
    }
}
