package org.chiptest.engine.internal.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.chiptest.diagnostics.internal.page.RunRecord.Job;
import org.chiptest.runtime.internal.settings.HostClock;

/** What was done for tests, and when, on the machine's monotonic clock. Thread-safe. */
public final class JobJournal {

    private final List<Job> jobs = new ArrayList<>();

    /** Do something and note how long it took, whether it failed or not. */
    public <T> T timed(Job.Kind kind, String name, Supplier<T> work) {
        long begin = HostClock.nanos();
        try {
            return work.get();
        } finally {
            ended(kind, name, begin);
        }
    }

    /** Note what ends now. */
    public synchronized void ended(Job.Kind kind, String name, long beginNanos) {
        jobs.add(new Job(kind, name, beginNanos, HostClock.nanos() - beginNanos));
    }

    /** Return all jobs as they lie on a clock that begins at a moment. */
    public synchronized List<Job> since(long moment) {
        return jobs.stream()
                .map(job -> new Job(job.kind(), job.name(), Math.max(0, job.beginNanos() - moment), job.nanos()))
                .toList();
    }
}
