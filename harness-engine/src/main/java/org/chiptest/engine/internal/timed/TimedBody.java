package org.chiptest.engine.internal.timed;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.jspecify.annotations.Nullable;

/**
 * Run code of a user for a limited time, on a thread of its own: code that does not return can be left behind there.
 *
 * <p>What it throws is read there too, as that is code of the user as well. The body publishes it by {@code ended}; its thread is a
 * daemon, so that one that ignores its interrupt does not keep the JVM alive, and in a group of its own, so that interrupting all
 * threads of its group interrupts none of ours.
 */
public final class TimedBody {

    /** How long a body may take to end after its interrupt: a worker that it waits for is killed and reported in that time. */
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final int FRAMES = 40;

    private static final String OUR_WORKERS = "org.chiptest.runtime.";

    /** What is between the code of a user and the machine, and below it; nobody looks for its place there. */
    private static final List<String> OURS = List.of("org.chiptest.runtime.internal.",
            "org.chiptest.engine.internal.attempt.", "org.chiptest.engine.internal.capture.",
            "org.chiptest.engine.internal.run.", "org.chiptest.engine.internal.timed.", "org.junit.platform.commons.",
            "jdk.internal.reflect.",
            "java.lang.reflect.");

    private final String subject;
    private final String remedy;
    private final Runnable body;
    private final Runnable afterwards;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Throwable thrown;

    private TimedBody(String subject, String remedy, Runnable body, Runnable afterwards) {
        this.subject = subject;
        this.remedy = remedy;
        this.body = body;
        this.afterwards = afterwards;
        String name = Thread.currentThread().getName() + "-scenario";
        this.thread = Thread.ofPlatform().daemon().name(name).group(new ThreadGroup(name)).unstarted(this::execute);
    }

    /**
     * Run a body; what it throws, or a readable copy, this throws.
     *
     * @param subject what the body is, for messages
     * @param remedy  what to do if it needs longer
     * @throws LateException if it does not end in time
     */
    public static void run(String subject, String remedy, Runnable body, Duration limit) {
        run(subject, remedy, body, limit, () -> {
            // nothing comes before what is made of its end
        });
    }

    /**
     * Run a body, and do something as soon as it has ended or is late, before anything is made of that.
     *
     * @throws LateException if it does not end in time
     */
    public static void run(String subject, String remedy, Runnable body, Duration limit, Runnable afterwards) {
        TimedBody timed = new TimedBody(subject, remedy, body, afterwards);
        timed.thread.start();
        timed.await(limit);
    }

    private void execute() {
        try {
            runBody();
            afterwards.run();
            if (thrown != null) {
                thrown = ReadableFailure.of(thrown);
            }
        } finally {
            ended.countDown();
        }
    }

    private void runBody() {
        try {
            body.run();
        } catch (Throwable e) {
            // first as it is: whatever becomes of reading it, the body has failed
            thrown = e;
        }
    }

    private void await(Duration limit) {
        boolean inTime = awaitEnd(limit);
        if (!inTime) {
            throw expired(limit);
        }
        if (thrown != null) {
            throw TimedBody.<RuntimeException>unchanged(thrown);
        }
    }

    private boolean awaitEnd(Duration limit) {
        try {
            return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw TimedBody.<RuntimeException>unchanged(e);
        }
    }

    private LateException expired(Duration limit) {
        afterwards.run();
        String stack = stack();
        thread.interrupt();
        boolean hasEnded = awaitEnd(GRACE);
        String message = subject + " did not end within " + limit.toMillis() + " ms"
                + (hasEnded ? "" : ", and ignored its interrupt: its thread is left behind")
                + "; " + remedy + " if it needs longer. It was here:\n" + stack
                + (hasEnded ? ofWorkers(thrown) : "");
        return new LateException(message, hasEnded ? Optional.ofNullable(thrown) : Optional.empty(),
                !hasEnded);
    }

    /** Say what became of workers that the body waited for, and what they were running: of one as it is thrown, of several beside it. */
    private static String ofWorkers(@Nullable Throwable thrown) {
        if (thrown == null) {
            return "";
        }
        return UserFailure.find(thrown, WorkerDiedException.class::isInstance)
                .or(() -> Arrays.stream(thrown.getSuppressed())
                        .filter(each -> each.getClass().getName().startsWith(OUR_WORKERS)).findFirst())
                .map(each -> "\n" + UserFailure.message(each)).orElse("");
    }

    private String stack() {
        return "    " + thread.getState() + Arrays.stream(thread.getStackTrace())
                .filter(frame -> OURS.stream().noneMatch(frame.getClassName()::startsWith)).limit(FRAMES)
                .map(frame -> "\n    at " + frame).collect(Collectors.joining());
    }

    /** Throw anything as what it is, wherever: whoever catches it wants the test's own exception, without a wrapper. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the cast is erased: nothing is converted
    static <E extends Throwable> E unchanged(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
