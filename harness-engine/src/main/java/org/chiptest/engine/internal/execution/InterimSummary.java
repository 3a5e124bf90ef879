package org.chiptest.engine.internal.execution;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

import org.chiptest.runtime.internal.settings.HostClock;

/**
 * Keep the results of tests that have ended while others run, for the case that the JVM is killed or halted: no more often than once
 * a second, and for no more than a twentieth of the time.
 */
final class InterimSummary implements AutoCloseable {

    private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);
    private static final int SHARE = 20;

    private final Keeping keeping;
    private final Thread thread = Thread.ofPlatform().daemon().name("chiptest-summary").unstarted(this::run);

    /** Has permits if tests have ended since the summary was kept last. */
    private final Semaphore ended = new Semaphore(0);

    /** Keeps what is known now. */
    @FunctionalInterface
    interface Keeping {

        void keep() throws IOException;
    }

    private InterimSummary(Keeping keeping) {
        this.keeping = keeping;
    }

    /** Begin. */
    static InterimSummary keptBy(Keeping keeping) {
        InterimSummary summary = new InterimSummary(keeping);
        summary.thread.start();
        return summary;
    }

    /** Say that a test has ended; from any thread. */
    void testEnded() {
        ended.release();
    }

    private void run() {
        try {
            while (true) {
                ended.acquire();
                ended.drainPermits();
                long start = HostClock.nanos();
                keep();
                Thread.sleep(longer(LEAST_PAUSE, Duration.ofNanos(HostClock.nanos() - start).multipliedBy(SHARE)));
            }
        } catch (InterruptedException e) {
            // the run is over, and reports all of it
        }
    }

    private void keep() {
        try {
            keeping.keep();
        } catch (IOException | OutOfMemoryError e) {
            // tried again after the next test; of a place that cannot be written to the report at the end warns
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** End; when this returns, nothing is being kept any more. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
