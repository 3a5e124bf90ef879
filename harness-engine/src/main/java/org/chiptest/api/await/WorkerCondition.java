package org.chiptest.api.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.chiptest.runtime.internal.settings.HostClock;

/**
 * Something that a test waits for. It can be awaited by itself, or with Awaitility, whose settings and deadlines hold then:
 *
 * <pre>{@code
 * kernelRuns(worker).await(Duration.ofSeconds(10));
 *
 * await().atMost(10, SECONDS).untilAsserted(kernelRuns(worker)::verify);
 * }</pre>
 *
 * <p>{@link WorkerConditions} makes them.
 */
public final class WorkerCondition implements Callable<Boolean> {

    private static final long POLL_NANOS = 1_000_000;

    private final String text;
    private final BooleanSupplier holds;
    private final Supplier<String> now;
    private final Supplier<String> report;

    /**
     * Wait for something of one's own.
     *
     * @param text   what it is, as a statement: "the log has three lines"
     * @param holds  tells at once whether it is so
     * @param now    says at once how it is instead, for each look
     * @param report says in full what the worker is doing, when nobody waits any longer; may take some seconds
     */
    public WorkerCondition(String text, BooleanSupplier holds, Supplier<String> now, Supplier<String> report) {
        this.text = text;
        this.holds = holds;
        this.now = now;
        this.report = report;
    }

    /** Tell whether it is so, at once. */
    @Override
    public Boolean call() {
        return holds.getAsBoolean();
    }

    /**
     * Verify that it is so, at once.
     *
     * @throws AssertionError if not; it says how it is instead
     */
    public void verify() {
        if (!call()) {
            throw new AssertionError("expected that " + text + ", but " + now.get());
        }
    }

    /**
     * Wait until it is so.
     *
     * @throws AssertionError if it is not within that time; it says in full what the worker is doing
     */
    public void await(Duration deadline) {
        long end = HostClock.nanos() + deadline.toNanos();
        while (!call()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while it waited until " + text);
            }
            if (HostClock.nanos() - end > 0) {
                throw new AssertionError("expected that " + text + " within " + deadline.toMillis() + " ms, but "
                        + now.get() + "\n" + report.get());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Say what is waited for. */
    @Override
    public String toString() {
        return text;
    }
}
