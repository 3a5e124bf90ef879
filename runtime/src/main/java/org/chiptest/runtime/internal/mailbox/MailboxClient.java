package org.chiptest.runtime.internal.mailbox;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.device.RequestWords;
import org.chiptest.runtime.internal.mailbox.Outcome.Kind;
import org.chiptest.runtime.internal.settings.HostClock;

/**
 * Send requests through a mailbox, one at a time, and wait for the answers. Each wait has a deadline, ends
 * when its thread is interrupted, and watches that the child is alive. Used by one thread at a time; {@link #childEnded()} by any.
 */
public final class MailboxClient {

    /** How long a wait sleeps at most before it looks at the child, should the news of its end get lost. */
    private static final Duration NAP = Duration.ofMillis(100);

    private final Mailbox mailbox;
    private final BooleanSupplier childLives;

    /** Talk through this mailbox to a child of which the supplier tells whether its process lives. */
    public MailboxClient(Mailbox mailbox, BooleanSupplier childLives) {
        this.mailbox = mailbox;
        this.childLives = childLives;
    }

    /** Wait until the child takes requests. */
    public Reply awaitReady(Duration deadline) {
        return await(mailbox::awaitReady, deadline, Outcome.done(0));
    }

    /**
     * Have a prepared callable run.
     *
     * @throws IndexOutOfBoundsException if there are more arguments than the control segment holds
     */
    public Reply run(int cid, TaskArgs args, CallConfig config, Duration deadline) {
        if (mailbox.state() != MailboxState.IDLE) {
            return notIdle();
        }
        mailbox.writeTask(cid, args, config);
        return exchange(MailboxState.TASK_READY, MailboxState.TASK_DONE, deadline);
    }

    /** Have a control command executed. */
    public Reply control(RequestWords words, Duration deadline) {
        if (mailbox.state() != MailboxState.IDLE) {
            return notIdle();
        }
        mailbox.writeControl(words);
        return exchange(MailboxState.CONTROL_REQUEST, MailboxState.CONTROL_DONE, deadline);
    }

    /** Have the child leave its loop; there is no answer but the end of its process. */
    public void shutdown() {
        mailbox.publish(MailboxState.SHUTDOWN);
    }

    /** Wake a wait that is under way, because the child's process has ended. */
    public void childEnded() {
        mailbox.interrupt();
    }

    private Reply notIdle() {
        return new Reply.Answered(new Outcome(Kind.DAMAGED, DeviceException.FAILED,
                "its mailbox is in state " + MailboxState.name(mailbox.state()) + " where IDLE belongs", 0));
    }

    private Reply exchange(int request, int done, Duration deadline) {
        mailbox.publish(request);
        Predicate<Duration> answered = timeout -> mailbox.await(state -> state == done && mailbox.isAnswered(),
                timeout);
        Reply reply = await(answered, deadline, Outcome.done(0));
        if (reply instanceof Reply.Answered) {
            Outcome outcome = mailbox.readOutcome();
            mailbox.publishQuietly(MailboxState.IDLE);
            return new Reply.Answered(outcome);
        }
        return reply;
    }

    private Reply await(Predicate<Duration> awaited, Duration deadline, Outcome outcome) {
        long start = HostClock.nanos();
        while (true) {
            boolean lives = childLives.getAsBoolean();
            long left = deadline.toNanos() - (HostClock.nanos() - start);
            // the last word of a child counts although it has died since
            Duration nap = lives ? Duration.ofNanos(Math.clamp(left, 0, NAP.toNanos())) : Duration.ZERO;
            if (awaited.test(nap)) {
                return new Reply.Answered(outcome);
            }
            Optional<Reply> lost = mailbox.lostRun();
            if (lost.isPresent()) {
                return lost.get();
            }
            if (!lives) {
                return new Reply.Died();
            }
            if (Thread.interrupted()) {
                return new Reply.Interrupted();
            }
            if (left <= 0) {
                return new Reply.Late(Duration.ofNanos(HostClock.nanos() - start));
            }
        }
    }
}
