package org.chiptest.engine.execution;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.util.ExceptionUtils;

/**
 * Run a body of a scenario for a limited time, on a thread of its own: code that does not return can be left behind there.
 *
 * <p>The body publishes what it threw by {@code ended}; its thread is a daemon, so that one that ignores its interrupt does not keep
 * the JVM alive.
 */
final class TimedBody {

    /** How long a body may take to end after its interrupt: a worker that it waits for is killed and reported in that time. */
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final int FRAMES = 40;

    private final Runnable body;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Throwable thrown;

    private TimedBody(Runnable body) {
        this.body = body;
        this.thread = Thread.ofPlatform().daemon().name(Thread.currentThread().getName() + "-scenario")
                .unstarted(this::execute);
    }

    /**
     * Run a body; what it throws, this throws.
     *
     * @param grace how long to wait for the end of a body that was interrupted
     * @throws ScenarioTimeoutException if it does not end in time
     */
    static void run(Runnable body, Duration limit, Duration grace) {
        TimedBody timed = new TimedBody(body);
        timed.thread.start();
        timed.await(limit, grace);
    }

    /** Run a body, with the usual time to end after its interrupt. */
    static void run(Runnable body, Duration limit) {
        run(body, limit, GRACE);
    }

    private void execute() {
        try {
            body.run();
        } catch (Throwable e) {
            thrown = e;
        } finally {
            ended.countDown();
        }
    }

    private void await(Duration limit, Duration grace) {
        boolean inTime = awaitEnd(limit);
        if (!inTime) {
            throw expired(limit, grace);
        }
        if (thrown != null) {
            ExceptionUtils.throwAsUncheckedException(thrown);
        }
    }

    private boolean awaitEnd(Duration limit) {
        try {
            return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            thread.interrupt();
            throw ExceptionUtils.throwAsUncheckedException(e);
        }
    }

    private ScenarioTimeoutException expired(Duration limit, Duration grace) {
        String stack = stack();
        thread.interrupt();
        boolean hasEnded = awaitEnd(grace);
        String message = "the scenario did not end within " + limit.toMillis() + " ms"
                + (hasEnded ? "" : ", and ignored its interrupt: its thread is left behind")
                + "; raise -Dtimeout or the case's scenarioTimeoutSeconds if it needs longer. It was here:\n" + stack;
        return new ScenarioTimeoutException(message, hasEnded ? Optional.ofNullable(thrown) : Optional.empty(),
                !hasEnded);
    }

    private String stack() {
        return "    " + thread.getState() + Arrays.stream(thread.getStackTrace()).limit(FRAMES)
                .map(frame -> "\n    at " + frame).collect(Collectors.joining());
    }
}
