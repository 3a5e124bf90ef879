package org.chiptest.runtime.internal.mailbox;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.device.RequestWords;
import org.chiptest.runtime.internal.mailbox.Outcome.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailboxClientTests {

    private final TwoSides sides = new TwoSides();

    @AfterEach
    void leave() {
        sides.close();
    }

    @Test
    void thePayloadOfEachOfAThousandRequestsAndAnswersIsVisibleWithTheState() {
        RecordingHandler handler = new RecordingHandler();
        sides.serve(handler);
        for (long i = 0; i < 1000; i++) {
            Reply reply = sides.client.control(new RequestWords(1, i, i << 20, i << 40), TwoSides.DEADLINE);
            assertThat(reply).isEqualTo(new Reply.Answered(new Outcome(Kind.DONE, 0, "", i + (i << 20) + (i << 40))));
        }
        assertThat(handler.commands).hasSize(1000);
    }

    @Test
    void theStateWordKeepsNegativeValuesAndWakesTheOtherSide() {
        CompletableFuture<Boolean> seen = CompletableFuture.supplyAsync(() -> {
            while (!sides.child.await(state -> state == -7, TwoSides.DEADLINE)) {
                Thread.onSpinWait();
            }
            return true;
        });
        sides.parent.publish(-7);
        assertThat(seen).succeedsWithin(TwoSides.DEADLINE);
        assertThat(sides.child.publishIf(-8, 1)).isEqualTo(-7);
        assertThat(sides.child.publishIf(-7, 1)).isEqualTo(-7);
        assertThat(sides.parent.state()).isEqualTo(1);
    }

    @Test
    void aChildThatDoesNotAnswerIsLate() {
        Reply reply = sides.client.run(0, new TaskArgs(), CallConfig.defaults(), Duration.ofMillis(150));
        assertThat(reply).isInstanceOfSatisfying(Reply.Late.class,
                late -> assertThat(late.waited()).isGreaterThanOrEqualTo(Duration.ofMillis(150)));
    }

    @Test
    void aRunThatTheChildsMainLoopCannotAnswerIsReportedByAnotherThreadOfIt() throws Exception {
        CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(
                () -> sides.client.run(0, new TaskArgs(), CallConfig.defaults(), Duration.ofDays(1)));
        Awaitility.await().until(() -> sides.child.state() == MailboxState.TASK_READY);
        sides.child.lost(-100, "stuck \u00e4" + "x".repeat(5000));
        sides.child.lost(-7, "a later failure");
        assertThat(reply.get(60, TimeUnit.SECONDS))
                .isEqualTo(new Reply.Lost(-100, "stuck \u00e4" + "x".repeat(4088 - "stuck ".length() - 2)));
    }

    @Test
    void aLostRunIsForgottenWithTheNextRequest() {
        sides.child.lost(-100, "of a run before");
        sides.serve(new RecordingHandler());
        assertThat(sides.client.run(0, new TaskArgs(), CallConfig.defaults(), TwoSides.DEADLINE))
                .isInstanceOf(Reply.Answered.class);
    }

    @Test
    void aLostRunThatCannotBeOneIsDamage() {
        sides.child.lost(-100, "text");
        sides.memory().set(JAVA_INT, ControlSegmentDescriptor.LOST_RUN + LostRunDescriptor.TEXT_LENGTH, 4089);
        assertThat(sides.parent.lostRun()).contains(new Reply.Answered(
                new Outcome(Kind.DAMAGED, -1, "a lost run has code -100 and a text of 4089 bytes", 0)));
    }

    @Test
    void aChildThatHasEndedIsNoticedDuringTheWait() throws Exception {
        AtomicBoolean lives = new AtomicBoolean(true);
        MailboxClient client = new MailboxClient(sides.parent, lives::get);
        CompletableFuture<Reply> reply = CompletableFuture
                .supplyAsync(() -> client.run(0, new TaskArgs(), CallConfig.defaults(), Duration.ofDays(1)));
        lives.set(false);
        client.childEnded();
        assertThat(reply.get(60, TimeUnit.SECONDS)).isEqualTo(new Reply.Died());
    }

    @Test
    void theLastWordOfAChildCountsAlthoughItHasEndedSince() {
        AtomicBoolean lives = new AtomicBoolean(true);
        RecordingHandler handler = new RecordingHandler();
        handler.work = () -> lives.set(false);
        sides.serve(handler);
        MailboxClient client = new MailboxClient(sides.parent, () -> {
            boolean now = lives.get();
            if (!now) {
                awaitAnswer();
            }
            return now;
        });
        assertThat(client.run(0, new TaskArgs(), CallConfig.defaults(), TwoSides.DEADLINE))
                .isEqualTo(new Reply.Answered(new Outcome(Kind.DONE, 0, "", 0)));
    }

    @Test
    void anInterruptEndsTheWait() {
        Thread.currentThread().interrupt();
        assertThat(sides.client.run(0, new TaskArgs(), CallConfig.defaults(), Duration.ofDays(1)))
                .isEqualTo(new Reply.Interrupted());
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void readinessIsWaitedFor() {
        CompletableFuture<Reply> ready = CompletableFuture
                .supplyAsync(() -> sides.client.awaitReady(TwoSides.DEADLINE));
        sides.child.ready();
        assertThat(ready).succeedsWithin(TwoSides.DEADLINE)
                .isEqualTo(new Reply.Answered(new Outcome(Kind.DONE, 0, "", 0)));
    }

    @Test
    void anAnswerThatCannotBeOneIsDamage() {
        sides.serve(new RecordingHandler());
        sides.client.run(0, new TaskArgs(), CallConfig.defaults(), TwoSides.DEADLINE);
        sides.memory().set(JAVA_INT, ControlSegmentDescriptor.OUTCOME + OutcomeDescriptor.TEXT_LENGTH, 16_377);
        assertThat(sides.parent.readOutcome()).isEqualTo(
                new Outcome(Kind.DAMAGED, -1, "the answer has kind 0 and a text of 16377 bytes", 0));
        sides.memory().set(JAVA_INT, ControlSegmentDescriptor.OUTCOME + OutcomeDescriptor.KIND, 5);
        sides.memory().set(JAVA_INT, ControlSegmentDescriptor.OUTCOME + OutcomeDescriptor.TEXT_LENGTH, 0);
        assertThat(sides.parent.readOutcome().kind()).isEqualTo(Kind.DAMAGED);
    }

    @Test
    void memoryThatNoParentOfThisBuildHasPreparedIsRefused() {
        sides.memory().set(JAVA_LONG, ControlSegmentDescriptor.LINK, 0);
        assertThatIllegalArgumentException().isThrownBy(() -> Mailbox.ofChild(sides.memory())).withMessage(
                "the memory is no control segment of this build of the runtime; start the child with the parent's class path");
        try (Arena arena = Arena.ofConfined()) {
            assertThatIllegalArgumentException().isThrownBy(() -> Mailbox.ofChild(arena.allocate(4096)))
                    .withMessage("a control segment has 200704 bytes, found 4096");
        }
    }

    private void awaitAnswer() {
        while (sides.parent.state() != MailboxState.TASK_DONE) {
            Thread.onSpinWait();
        }
    }
}
