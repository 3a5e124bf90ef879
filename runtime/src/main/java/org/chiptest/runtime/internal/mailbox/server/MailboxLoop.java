package org.chiptest.runtime.internal.mailbox.server;

import java.io.PrintStream;
import java.time.Duration;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.internal.mailbox.Mailbox;
import org.chiptest.runtime.internal.mailbox.MailboxState;
import org.chiptest.runtime.internal.mailbox.Outcome;
import org.chiptest.runtime.internal.mailbox.Outcome.Kind;
import org.chiptest.runtime.worker.WorkerException;

/**
 * Serve a mailbox until it says {@code SHUTDOWN}: the main loop of every worker process. No error ends it.
 */
public final class MailboxLoop {

    private static final Duration NAP = Duration.ofSeconds(10);

    private final Mailbox mailbox;
    private final MailboxHandler handler;
    private final PrintStream log;
    private final Work task = this::task;
    private final Work control = this::control;

    /** Serve a mailbox by this handler, writing the stacks of unexpected failures to a log. */
    public MailboxLoop(Mailbox mailbox, MailboxHandler handler, PrintStream log) {
        this.mailbox = mailbox;
        this.handler = handler;
        this.log = log;
    }

    /** Serve requests; returns when the parent asks for it. */
    public void run() {
        while (true) {
            mailbox.await(MailboxLoop::isForChild, NAP);
            int state = mailbox.state();
            switch (state) {
                case MailboxState.IDLE, MailboxState.TASK_DONE, MailboxState.CONTROL_DONE -> {
                    // nothing to do yet
                }
                case MailboxState.TASK_READY -> answer(state, MailboxState.TASK_DONE, "", task);
                case MailboxState.CONTROL_REQUEST -> answer(state, MailboxState.CONTROL_DONE,
                        " ctrl=" + mailbox.command(), control);
                case MailboxState.SHUTDOWN -> {
                    return;
                }
                default -> overwritten(state, state, MailboxState.TASK_DONE);
            }
        }
    }

    private static boolean isForChild(int state) {
        return state != MailboxState.IDLE && state != MailboxState.TASK_DONE && state != MailboxState.CONTROL_DONE;
    }

    /**
     * Do the work and answer.
     *
     * @param context what follows the child's name in texts of failures
     */
    private void answer(int request, int done, String context, Work work) {
        Outcome outcome = outcome(context, work);
        int found = mailbox.state();
        if (found == request && mailbox.isIntact()) {
            write(context, outcome);
            found = mailbox.publishIf(request, done);
        }
        if (found != request || !mailbox.isIntact()) {
            overwritten(request, found, done);
        }
    }

    private Outcome outcome(String context, Work work) {
        try {
            return Outcome.done(work.execute());
        } catch (TaskFailedException e) {
            return new Outcome(Kind.CHILD_FAILURE, e.code(), UserFailure.message(e), 0);
        } catch (WorkerException e) {
            // not of a device of this process: of a worker below, which is named by its type
            return unexpected(context, e);
        } catch (DeviceException e) {
            return new Outcome(Kind.DEVICE_FAILURE, e.code() != 0 ? e.code() : DeviceException.FAILED,
                    UserFailure.message(e), 0);
        } catch (Throwable e) {
            return unexpected(context, e);
        } finally {
            // a handler that interrupted this thread must not interrupt what the next one waits for
            var _ = Thread.interrupted();
        }
    }

    private Outcome unexpected(String context, Throwable e) {
        UserFailure.readable(e).printStackTrace(log);
        return new Outcome(handler.isBroken(e) ? Kind.BROKEN : Kind.CHILD_FAILURE, DeviceException.FAILED,
                handler.name() + context + ": " + UserFailure.type(e) + ": " + UserFailure.message(e), 0);
    }

    private long task() throws Throwable {
        handler.task(mailbox.cid(), mailbox.args(), mailbox.config());
        return 0;
    }

    private long control() {
        return handler.control(mailbox.words());
    }

    private void write(String context, Outcome outcome) {
        String brief = outcome.kind() == Kind.DEVICE_FAILURE
                ? handler.name() + context + ": " + DeviceException.class.getSimpleName() + ": " + outcome.text()
                : outcome.text();
        mailbox.writeResult(outcome.result());
        mailbox.writeOutcome(outcome, brief);
    }

    private void overwritten(int expected, int found, int done) {
        String text = handler.name() + ": the mailbox was overwritten: its state is " + MailboxState.name(found)
                + (expected != found ? " where " + MailboxState.name(expected) + " belongs" : "");
        log.println(text);
        write("", new Outcome(Kind.DAMAGED, DeviceException.FAILED, text, 0));
        mailbox.publishIf(mailbox.state(), done);
    }

    @FunctionalInterface
    private interface Work {
        long execute() throws Throwable;
    }
}
