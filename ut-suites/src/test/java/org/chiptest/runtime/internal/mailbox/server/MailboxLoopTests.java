package org.chiptest.runtime.internal.mailbox.server;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.device.RequestWords;
import org.chiptest.runtime.internal.mailbox.ControlSegmentDescriptor;
import org.chiptest.runtime.internal.mailbox.LinkDescriptor;
import org.chiptest.runtime.internal.mailbox.MailboxDescriptor;
import org.chiptest.runtime.internal.mailbox.MailboxState;
import org.chiptest.runtime.internal.mailbox.Outcome;
import org.chiptest.runtime.internal.mailbox.Outcome.Kind;
import org.chiptest.runtime.internal.mailbox.RecordingHandler;
import org.chiptest.runtime.internal.mailbox.Reply;
import org.chiptest.runtime.internal.mailbox.TwoSides;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxLoopTests {

    private final RecordingHandler handler = new RecordingHandler();
    private final TwoSides sides = new TwoSides().serve(handler);

    @AfterEach
    void leave() {
        sides.close();
    }

    @Test
    void aTaskArrivesWithItsArgumentsAndItsWholeConfiguration() {
        TaskArgs args = new TaskArgs().tensor(ContinuousTensor.host(4096, DataType.INT16, 2, 3)).scalar(1.5);
        CallConfig config = CallConfig.defaults().withBlockDim(3).withDepGen(1).withOutputPrefix("/tmp/\u00e4")
                .withSettings(RunSettings.unset().withDeadline(Duration.ofSeconds(7)).withTaskWindow(64));

        assertThat(run(63, args, config)).isEqualTo(new Outcome(Kind.DONE, 0, "", 0));

        assertThat(handler.tasks).containsExactly(new RecordingHandler.Task(63, args, config));
        assertThat(sides.parent.state()).isEqualTo(MailboxState.IDLE);
    }

    @Test
    void argumentsThatDoNotFitIntoTheMailboxArriveToo() {
        TaskArgs most = new TaskArgs();
        for (int i = 0; i < 64; i++) {
            most.tensor(ContinuousTensor.host(64L * i, DataType.INT8, i));
        }
        for (int i = 0; i < 128; i++) {
            most.scalar((long) i);
        }

        run(0, most, CallConfig.defaults());
        run(1, new TaskArgs(), CallConfig.defaults());

        assertThat(handler.tasks).extracting(RecordingHandler.Task::args).containsExactly(most, new TaskArgs());
    }

    @Test
    void moreArgumentsThanTheSegmentHoldsAreRefusedBeforeAnythingIsSent() {
        TaskArgs tooMany = new TaskArgs();
        for (int i = 0; i < 20_000; i++) {
            tooMany.scalar((long) i);
        }
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> run(0, tooMany, CallConfig.defaults()))
                .withMessageStartingWith("capacity exceeded: a blob of 0 tensors and 20000 scalars takes 160008 bytes");
        assertThat(run(0, new TaskArgs(), CallConfig.defaults()).kind()).isEqualTo(Kind.DONE);
        assertThat(handler.tasks).hasSize(1);
    }

    @Test
    void aControlCommandReturnsItsResult() {
        RequestWords words = new RequestWords(0, 1L << 40, 20, 3);
        assertThat(control(words)).isEqualTo(new Outcome(Kind.DONE, 0, "", (1L << 40) + 23));
        assertThat(handler.commands).containsExactly(words);
    }

    @Test
    void aCommandThatIsNoNumberOfOneIsAnErrorThatNamesIt() {
        sides.parent.writeControl(new RequestWords(1, 1, 2, 3));
        sides.memory().set(JAVA_LONG, MailboxDescriptor.CONTROL_COMMAND, 1L << 32);
        sides.parent.publish(MailboxState.CONTROL_REQUEST);

        awaitState(MailboxState.CONTROL_DONE);

        assertThat(sides.parent.readOutcome()).isEqualTo(new Outcome(Kind.CHILD_FAILURE, -1,
                "chip_process dev=4 ctrl=4294967296: ArgumentFormatException: there is no control command 4294967296;"
                        + " parent and child must run the same build",
                0));
        assertThat(handler.commands).isEmpty();
        sides.parent.publish(MailboxState.IDLE);
    }

    @Test
    void theFailureOfAWorkerBelowIsNotTakenForTheDevicesOwn() {
        handler.work = () -> {
            throw new WorkerException(-7, "run failed");
        };
        assertThat(run(2, new TaskArgs(), CallConfig.defaults())).isEqualTo(
                new Outcome(Kind.CHILD_FAILURE, -1, "chip_process dev=4: WorkerException: run failed", 0));
    }

    @Test
    void aFailureOfTheDeviceKeepsItsCodeAndItsWholeText() {
        String text = "ring 0 is full: " + "\u00e4".repeat(300);
        handler.work = () -> {
            throw new DeviceException(-3, text);
        };

        Outcome outcome = run(2, new TaskArgs(), CallConfig.defaults());

        assertThat(outcome).isEqualTo(new Outcome(Kind.DEVICE_FAILURE, -3, text, 0));
        assertThat(sides.memory().get(JAVA_INT, MailboxDescriptor.ERROR_CODE)).isEqualTo(-3);
    }

    @Test
    void theShortTextIsCutBetweenTwoCharactersAndEndsWithZero() {
        // the prefix has 54 bytes, so 255 end in the middle of a character
        handler.work = () -> {
            throw new DeviceException(-3, "x".repeat(15) + "\u00e4".repeat(300));
        };
        run(2, new TaskArgs(), CallConfig.defaults());
        assertThat(sides.errorText())
                .isEqualTo("chip_process dev=4: DeviceException: " + "x".repeat(15) + "\u00e4".repeat(101));
    }

    @Test
    void anyOtherFailureNamesTheProcessAndItsTypeAndIsLoggedWithItsStack() {
        handler.work = () -> {
            throw new UnsupportedOperationException("not here");
        };

        Outcome ofTask = run(2, new TaskArgs(), CallConfig.defaults());
        Outcome ofControl = control(new RequestWords(2, 1, 2, 3));

        assertThat(ofTask).isEqualTo(new Outcome(Kind.CHILD_FAILURE, -1,
                "chip_process dev=4: UnsupportedOperationException: not here", 0));
        assertThat(ofControl).isEqualTo(new Outcome(Kind.CHILD_FAILURE, -1,
                "chip_process dev=4 ctrl=2: UnsupportedOperationException: not here", 0));
        assertThat(sides.errorText()).isEqualTo(ofControl.text());
        assertThat(sides.log()).contains("UnsupportedOperationException: not here", "at org.chiptest.");
    }

    @Test
    void noErrorEndsTheLoop() {
        handler.work = () -> {
            throw new StackOverflowError();
        };
        assertThat(run(2, new TaskArgs(), CallConfig.defaults()).kind()).isEqualTo(Kind.CHILD_FAILURE);
        handler.work = () -> {};
        assertThat(run(2, new TaskArgs(), CallConfig.defaults())).isEqualTo(new Outcome(Kind.DONE, 0, "", 0));
    }

    @Test
    void aFailureWithoutACodeStillIsAFailure() {
        handler.work = () -> {
            throw new DeviceException(0, "zero");
        };
        assertThat(run(2, new TaskArgs(), CallConfig.defaults()).code()).isEqualTo(-1);
    }

    @Test
    void aTaskThatOverwritesTheMailboxIsFoundOut() {
        handler.work = () -> sides.memory().asSlice(0, MailboxDescriptor.SIZE).fill((byte) 0xA5);

        Outcome outcome = run(2, new TaskArgs(), CallConfig.defaults());

        assertThat(outcome.kind()).isEqualTo(Kind.DAMAGED);
        assertThat(outcome.text()).isEqualTo("chip_process dev=4: the mailbox was overwritten: its state is 0xa5a5a5a5"
                + " where TASK_READY belongs");
    }

    @Test
    void aTaskThatOverwritesOurOwnPagesIsFoundOut() {
        handler.work = () -> sides.memory()
                .asSlice(ControlSegmentDescriptor.LINK, LinkDescriptor.PARENT_WAITS).fill((byte) 0xA5);
        assertThat(run(2, new TaskArgs(), CallConfig.defaults()).kind()).isEqualTo(Kind.DAMAGED);
    }

    @Test
    void anAnswerThatTheTaskFakesIsNotTakenForOne() {
        AtomicBoolean ended = new AtomicBoolean();
        handler.work = () -> {
            sides.memory().set(JAVA_INT, MailboxDescriptor.STATE, MailboxState.TASK_DONE);
            sides.client.childEnded();
            ended.set(true);
        };
        assertThat(run(2, new TaskArgs(), CallConfig.defaults()).kind()).isEqualTo(Kind.DAMAGED);
        assertThat(ended).isTrue();
    }

    @Test
    void aStateThatNobodyKnowsIsAnsweredAsDamage() {
        sides.parent.publish(0x12345);
        awaitState(MailboxState.TASK_DONE);
        assertThat(sides.parent.readOutcome().text())
                .isEqualTo("chip_process dev=4: the mailbox was overwritten: its state is 0x00012345");

        Reply reply = sides.client.run(0, new TaskArgs(), CallConfig.defaults(), TwoSides.DEADLINE);

        assertThat(reply).isEqualTo(new Reply.Answered(new Outcome(Kind.DAMAGED, -1,
                "its mailbox is in state TASK_DONE where IDLE belongs", 0)));
        assertThat(handler.tasks).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void garbageInAnyFieldIsAnswered(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            sides.parent.writeTask(1, new TaskArgs(), CallConfig.defaults());
            byte[] garbage = new byte[(int) (MailboxDescriptor.SIZE - MailboxDescriptor.CALLABLE_ID)];
            random.nextBytes(garbage);
            sides.memory().asSlice(MailboxDescriptor.CALLABLE_ID, garbage.length).copyFrom(
                    MemorySegment.ofArray(garbage));
            sides.memory().set(JAVA_LONG, ControlSegmentDescriptor.LINK + LinkDescriptor.LONG_ARGS_LENGTH,
                    random.nextInt(4) == 0 ? random.nextLong() : 0);
            sides.memory().set(JAVA_BYTE, ControlSegmentDescriptor.RUN_SETTINGS + random.nextInt(32), (byte) -1);
            boolean control = random.nextBoolean();
            sides.parent.publish(control ? MailboxState.CONTROL_REQUEST : MailboxState.TASK_READY);

            awaitState(control ? MailboxState.CONTROL_DONE : MailboxState.TASK_DONE);

            assertThat(sides.parent.readOutcome().kind()).isIn(Kind.DONE, Kind.CHILD_FAILURE);
            sides.parent.publish(MailboxState.IDLE);
        }
    }

    @Test
    void aDamagedLengthOfLongArgumentsIsNamed() {
        sides.parent.writeTask(1, new TaskArgs(), CallConfig.defaults());
        sides.memory().set(JAVA_LONG, ControlSegmentDescriptor.LINK + LinkDescriptor.LONG_ARGS_LENGTH, 98_305);
        sides.parent.publish(MailboxState.TASK_READY);
        awaitState(MailboxState.TASK_DONE);
        assertThat(sides.parent.readOutcome().text()).isEqualTo("chip_process dev=4: ArgumentFormatException: damaged"
                + " request: its long arguments have 98305 bytes, at most 98304 are possible");
        sides.parent.publish(MailboxState.IDLE);
    }

    private Outcome run(int cid, TaskArgs args, CallConfig config) {
        return outcome(sides.client.run(cid, args, config, TwoSides.DEADLINE));
    }

    private Outcome control(RequestWords words) {
        return outcome(sides.client.control(words, TwoSides.DEADLINE));
    }

    private static Outcome outcome(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Answered.class);
        return ((Reply.Answered) reply).outcome();
    }

    private void awaitState(int state) {
        while (sides.parent.state() != state) {
            assertThat(sides.parent.await(now -> now == state, TwoSides.DEADLINE)
                    || sides.parent.state() != MailboxState.IDLE).isTrue();
        }
    }
}
