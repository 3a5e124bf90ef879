package org.chiptest.runtime.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

import org.chiptest.interleavings.schedule.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.device.RequestWords;
import org.chiptest.runtime.internal.linker.SteppedFutex;
import org.chiptest.runtime.internal.mailbox.server.MailboxHandler;
import org.chiptest.runtime.internal.mailbox.server.MailboxLoop;

/** Both sides of a mailbox: a {@link MailboxClient}, and the loop of a child that answers it, dies, or does not answer. */
public final class MailboxSchedules {

    private static final Duration LONG = Duration.ofMinutes(1);

    private MailboxSchedules() {}

    /** What a scenario has the child do. */
    private abstract static class OnMailbox implements Scenario {

        @Override
        public final void run() throws Exception {
            SteppedFutex.install();
            ask(new Sides(this));
        }

        abstract void ask(Sides sides) throws Exception;

        /** Be the child. */
        void serve(Mailbox child, MailboxHandler handler) {
            child.ready();
            new MailboxLoop(child, handler, new PrintStream(OutputStream.nullOutputStream())).run();
            child.sayGoodbye();
        }

        void task(Mailbox child, int cid, TaskArgs args) throws Exception {
            throw new IllegalStateException("callable id " + cid);
        }
    }

    /** A parent and a child. */
    private static final class Sides implements MailboxHandler {

        private final OnMailbox scenario;
        private final MemorySegment memory = Arena.ofAuto().allocate(ControlSegmentDescriptor.SIZE, 64);
        private final Mailbox mailbox = Mailbox.ofParent(memory);
        private final Mailbox childMailbox = Mailbox.ofChild(memory);
        private final MailboxClient parent = new MailboxClient(mailbox, this::lives);
        private volatile boolean lives = true;

        Sides(OnMailbox scenario) {
            this.scenario = scenario;
        }

        Thread startChild() {
            Thread child = new Thread(() -> {
                scenario.serve(childMailbox, this);
                lives = false;
                // the system tells of it from a thread of its own
                new Thread(parent::childEnded, "news").start();
            }, "child");
            child.start();
            return child;
        }

        private boolean lives() {
            return lives;
        }

        Reply control(int number, Duration deadline) {
            return parent.control(new RequestWords(number, number, 0, 0), deadline);
        }

        Reply run(int cid, TaskArgs args) {
            return parent.run(cid, args, CallConfig.defaults(), LONG);
        }

        @Override
        public String name() {
            return "child";
        }

        @Override
        public void task(int cid, TaskArgs args, CallConfig config) throws Exception {
            scenario.task(childMailbox, cid, args);
        }

        @Override
        public long control(RequestWords words) {
            assertThat(words.arg0()).isEqualTo(words.command());
            return answerTo(words.command());
        }
    }

    private static long answerTo(int number) {
        return 100L + number;
    }

    private static void assertAnswer(Reply reply, int number) {
        assertThat(reply).isEqualTo(new Reply.Answered(Outcome.done(answerTo(number))));
    }

    /** Requests, one after the other; each gets its own answer, and the child ends when it is told to. */
    public static class Requests extends OnMailbox {

        @Override
        final void task(Mailbox child, int cid, TaskArgs args) {
            if (args.scalarBits(0) != cid) {
                throw new DeviceException(cid, "scalar " + args.scalarBits(0));
            }
        }

        @Override
        final void ask(Sides sides) throws InterruptedException {
            Thread child = sides.startChild();
            assertThat(sides.parent.awaitReady(LONG)).isEqualTo(new Reply.Answered(Outcome.done(0)));
            for (int i = 1; i <= 3; i++) {
                assertAnswer(sides.control(i, LONG), i);
            }
            assertThat(sides.run(5, new TaskArgs().scalar(5L)))
                    .isInstanceOfSatisfying(Reply.Answered.class,
                            reply -> assertThat(reply.outcome().kind()).isEqualTo(Outcome.Kind.DONE));
            assertThat(sides.run(6, new TaskArgs().scalar(5L)))
                    .isInstanceOfSatisfying(Reply.Answered.class, reply -> {
                        assertThat(reply.outcome().kind()).isEqualTo(Outcome.Kind.DEVICE_FAILURE);
                        assertThat(reply.outcome().text()).isEqualTo("scalar 5");
                    });
            sides.parent.shutdown();
            child.join();
            assertThat(sides.mailbox.saidGoodbye()).isTrue();
        }
    }

    /** The same where both sides look for a moment before they sleep. */
    public static final class SpinningRequests extends Requests {

        @Override
        public boolean spins() {
            return true;
        }
    }

    /** Calls that may be given up just when they are answered: no answer is ever that of another call. */
    public static final class LateAnswers extends OnMailbox {

        @Override
        public Duration patience() {
            return Duration.ofMillis(5);
        }

        @Override
        public boolean timeRunsOut() {
            return true;
        }

        @Override
        void ask(Sides sides) {
            sides.startChild();
            boolean givenUp = false;
            for (int i = 1; i <= 4; i++) {
                Reply reply = sides.control(i, Duration.ofMillis(1));
                if (givenUp) {
                    assertThat(reply).isInstanceOfSatisfying(Reply.Answered.class,
                            answer -> assertThat(answer.outcome().text()).contains("where IDLE belongs"));
                } else if (reply instanceof Reply.Late) {
                    givenUp = true;
                } else {
                    assertAnswer(reply, i);
                }
            }
        }
    }

    /** A run that is told to be lost while it ends too: its loss is never that of a later run. */
    public static final class LostRuns extends OnMailbox {

        @Override
        public Duration patience() {
            // the news of a loss may come just before the parent sleeps, which then looks again
            return Duration.ofMillis(302);
        }

        @Override
        public boolean timeRunsOut() {
            return true;
        }

        @Override
        void task(Mailbox child, int cid, TaskArgs args) throws Exception {
            if (cid == 1) {
                Thread watchdog = new Thread(() -> child.lost(-7, "run 1 is lost"), "watchdog");
                watchdog.start();
                watchdog.join();
                throw new DeviceException(-7, "run 1 is late");
            }
        }

        @Override
        void ask(Sides sides) {
            sides.startChild();
            Reply first = sides.run(1, new TaskArgs());
            if (first instanceof Reply.Answered(Outcome outcome)) {
                assertThat(outcome.text()).isEqualTo("run 1 is late");
                assertThat(sides.run(2, new TaskArgs()))
                        .isEqualTo(new Reply.Answered(Outcome.done(0)));
            } else {
                assertThat(first).isEqualTo(new Reply.Lost(-7, "run 1 is lost"));
            }
        }
    }

    /** A child that answers and dies, or dies over its answer: what it has said counts, and nobody waits for more. */
    public static final class Deaths extends OnMailbox {

        @Override
        public Duration patience() {
            // the news of an end may come just before the parent sleeps, which then looks again
            return Duration.ofMillis(202);
        }

        @Override
        void serve(Mailbox child, MailboxHandler handler) {
            child.ready();
            while (child.state() != MailboxState.CONTROL_REQUEST) {
                child.await(state -> state == MailboxState.CONTROL_REQUEST, LONG);
            }
            write(child, 1);
            child.publishIf(MailboxState.CONTROL_REQUEST, MailboxState.CONTROL_DONE);
            if (child.state() == MailboxState.CONTROL_REQUEST) {
                write(child, 2);
            }
        }

        private static void write(Mailbox child, int number) {
            child.writeResult(answerTo(number));
            child.writeOutcome(Outcome.done(0), "");
        }

        @Override
        void ask(Sides sides) {
            sides.startChild();
            assertThat(sides.parent.awaitReady(LONG)).isInstanceOf(Reply.Answered.class);
            assertAnswer(sides.control(1, LONG), 1);
            assertThat(sides.control(2, LONG)).isInstanceOf(Reply.Died.class);
        }
    }

    /** A caller that is interrupted while the child does not answer. */
    public static final class Interrupts extends OnMailbox {

        @Override
        public Duration patience() {
            return Duration.ofMillis(102);
        }

        @Override
        public boolean spins() {
            return true;
        }

        @Override
        void serve(Mailbox child, MailboxHandler handler) {
            child.ready();
            child.await(state -> state == MailboxState.IDLE + 100, LONG);
        }

        @Override
        void ask(Sides sides) throws InterruptedException {
            Thread caller = new Thread(() -> assertThat(sides.control(1, LONG))
                    .isInstanceOfAny(Reply.Interrupted.class, Reply.Died.class), "caller");
            sides.startChild();
            caller.start();
            caller.interrupt();
            caller.join();
        }
    }
}
