package org.chiptest.engine.internal.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.chiptest.engine.internal.descriptor.PlannedTest;
import org.chiptest.engine.internal.summary.TestOutcome;

/** Collect what becomes of the tests of one run. Thread-safe. */
public final class HistoryRecorder {

    private final Supplier<Instant> clock;
    private final String run;
    private final String commit;
    private final List<HistoryEntry> entries = new ArrayList<>();

    /**
     * Start a run.
     *
     * @param clock  tells the time
     * @param run    what all entries of the run have in common
     * @param commit what is tested; empty if nobody knows
     */
    public HistoryRecorder(Supplier<Instant> clock, String run, String commit) {
        this.clock = clock;
        this.run = run;
        this.commit = commit;
    }

    /** Add what became of a test, or of one attempt at it. */
    public synchronized void add(PlannedTest test, int attempt, TestOutcome outcome) {
        entries.add(new HistoryEntry(clock.get(), run, test.getUniqueId().toString(), test.fullName(), attempt,
                outcome.status(), outcome.time().toMillis(), outcome.devices(), outcome.fingerprint(),
                commit));
    }

    /** Return all, in the order in which they ended. */
    public synchronized List<HistoryEntry> entries() {
        return List.copyOf(entries);
    }
}
