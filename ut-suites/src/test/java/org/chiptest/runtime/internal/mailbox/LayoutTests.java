package org.chiptest.runtime.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;

import org.chiptest.runtime.internal.args.CallConfigDescriptor;
import org.chiptest.runtime.internal.args.CaptureOptionsDescriptor;
import org.chiptest.runtime.internal.args.RunSettingsDescriptor;
import org.chiptest.runtime.internal.device.CounterDescriptor;
import org.chiptest.runtime.internal.device.DeviceRequestCodec;
import org.chiptest.runtime.internal.linker.CallFrameDescriptor;
import org.junit.jupiter.api.Test;

class LayoutTests {

    @Test
    void theMailboxLiesAsTheSpecificationHasIt() {
        assertThat(MailboxDescriptor.STATE).isZero();
        assertThat(MailboxDescriptor.ERROR_CODE).isEqualTo(4);
        assertThat(MailboxDescriptor.CALLABLE_ID).isEqualTo(8);
        assertThat(MailboxDescriptor.CALL_CONFIG).isEqualTo(16);
        assertThat(MailboxDescriptor.ARGS_BLOB).isEqualTo(1064);
        assertThat(MailboxDescriptor.ARGS_BLOB_CAPACITY).isEqualTo(2776);
        assertThat(MailboxDescriptor.ERROR_TEXT).isEqualTo(3840);
        assertThat(MailboxDescriptor.ERROR_TEXT_SIZE).isEqualTo(256);
        assertThat(MailboxDescriptor.CONTROL_COMMAND).isEqualTo(8);
        assertThat(MailboxDescriptor.CONTROL_ARG0).isEqualTo(16);
        assertThat(MailboxDescriptor.CONTROL_ARG1).isEqualTo(24);
        assertThat(MailboxDescriptor.CONTROL_ARG2).isEqualTo(32);
        assertThat(MailboxDescriptor.CONTROL_RESULT).isEqualTo(40);
        assertThat(MailboxDescriptor.SIZE).isEqualTo(4096);
        assertThat(MailboxDescriptor.ALIGNMENT).isEqualTo(8);
    }

    @Test
    void theFieldsOfTheMailboxFollowEachOtherWithoutAGap() {
        assertThat(MailboxDescriptor.CALL_CONFIG + CallConfigDescriptor.SIZE).isEqualTo(MailboxDescriptor.ARGS_BLOB);
        assertThat(MailboxDescriptor.ARGS_BLOB + MailboxDescriptor.ARGS_BLOB_CAPACITY)
                .isEqualTo(MailboxDescriptor.ERROR_TEXT);
        assertThat(MailboxDescriptor.ERROR_TEXT + MailboxDescriptor.ERROR_TEXT_SIZE).isEqualTo(MailboxDescriptor.SIZE);
    }

    @Test
    void statesHaveTheNumbersOfTheSpecification() {
        assertThat(new int[]{MailboxState.IDLE, MailboxState.TASK_READY, MailboxState.TASK_DONE, MailboxState.SHUTDOWN,
            MailboxState.CONTROL_REQUEST, MailboxState.CONTROL_DONE}).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(MailboxState.name(4)).isEqualTo("CONTROL_REQUEST");
        assertThat(MailboxState.name(-1)).isEqualTo("0xffffffff");
    }

    @Test
    void controlCommandsHaveTheNumbersOfTheSpecificationAndOursBeginAt16() {
        assertThat(List.of(DeviceRequestCodec.MALLOC, DeviceRequestCodec.FREE, DeviceRequestCodec.COPY_TO,
                DeviceRequestCodec.COPY_FROM, DeviceRequestCodec.PREPARE, ControlRequest.Prewarm.COMMAND))
                .containsExactly(0, 1, 2, 3, 4, 4);
        assertThat(List.of(ControlRequest.Init.COMMAND, DeviceRequestCodec.UNREGISTER,
                ControlRequest.Register.COMMAND, DeviceRequestCodec.WARM_UP)).containsExactly(16, 17, 18, 19);
    }

    @Test
    void ourOwnPagesFollowTheMailbox() {
        assertThat(ControlSegmentDescriptor.MAILBOX).isZero();
        assertThat(ControlSegmentDescriptor.LINK).isEqualTo(4096);
        assertThat(ControlSegmentDescriptor.COUNTERS).isEqualTo(8192);
        assertThat(ControlSegmentDescriptor.RUN_SETTINGS).isEqualTo(12_288);
        assertThat(ControlSegmentDescriptor.CAPTURE_OPTIONS).isEqualTo(14_336);
        assertThat(ControlSegmentDescriptor.OUTCOME).isEqualTo(16_384);
        assertThat(ControlSegmentDescriptor.CALL_FRAMES).isEqualTo(32_768);
        assertThat(ControlSegmentDescriptor.CALL_FRAMES_SIZE).isEqualTo(65_536);
        assertThat(ControlSegmentDescriptor.LONG_ARGS).isEqualTo(98_304);
        assertThat(ControlSegmentDescriptor.LONG_ARGS_CAPACITY).isEqualTo(98_304);
        assertThat(ControlSegmentDescriptor.LOST_RUN).isEqualTo(196_608);
        assertThat(ControlSegmentDescriptor.SIZE).isEqualTo(200_704);
    }

    @Test
    void ourOwnPagesHoldWhatLiesInThem() {
        assertThat(LinkDescriptor.SIZE)
                .isLessThanOrEqualTo(ControlSegmentDescriptor.COUNTERS - ControlSegmentDescriptor.LINK);
        assertThat(CounterDescriptor.SIZE)
                .isLessThanOrEqualTo(ControlSegmentDescriptor.RUN_SETTINGS - ControlSegmentDescriptor.COUNTERS);
        assertThat(RunSettingsDescriptor.SIZE)
                .isLessThanOrEqualTo(ControlSegmentDescriptor.CAPTURE_OPTIONS - ControlSegmentDescriptor.RUN_SETTINGS);
        assertThat(CaptureOptionsDescriptor.SIZE)
                .isLessThanOrEqualTo(ControlSegmentDescriptor.OUTCOME - ControlSegmentDescriptor.CAPTURE_OPTIONS);
        assertThat(OutcomeDescriptor.SIZE)
                .isEqualTo(ControlSegmentDescriptor.CALL_FRAMES - ControlSegmentDescriptor.OUTCOME);
        assertThat(LostRunDescriptor.SIZE)
                .isEqualTo(ControlSegmentDescriptor.SIZE - ControlSegmentDescriptor.LOST_RUN);
        assertThat(ControlSegmentDescriptor.CALL_FRAMES % CallFrameDescriptor.ALIGNMENT).isZero();
        assertThat(ControlSegmentDescriptor.CALL_FRAMES_SIZE / CallFrameDescriptor.SIZE).isEqualTo(512);
    }

    @Test
    void theLinkKeepsTheWordsOfEachSideInLinesOfTheirOwn() {
        assertThat(LinkDescriptor.MAGIC).isZero();
        assertThat(LinkDescriptor.VERSION).isEqualTo(8);
        assertThat(LinkDescriptor.READY).isEqualTo(12);
        assertThat(LinkDescriptor.GOODBYE).isEqualTo(16);
        assertThat(LinkDescriptor.PARENT_WAITS).isEqualTo(64);
        assertThat(LinkDescriptor.CHILD_WAITS).isEqualTo(128);
        assertThat(LinkDescriptor.HEARTBEAT).isEqualTo(192);
        assertThat(LinkDescriptor.REQUEST).isEqualTo(256);
        assertThat(LinkDescriptor.LONG_ARGS_LENGTH).isEqualTo(264);
        assertThat(LinkDescriptor.ANSWER).isEqualTo(320);
        assertThat(LinkDescriptor.SIZE).isEqualTo(384);
        assertThat(LinkDescriptor.MAGIC_VALUE).isEqualTo(0x5453_4554_5049_4843L);
        assertThat(LinkDescriptor.VERSION_VALUE).isEqualTo(2);
    }

    @Test
    void aLostRunHasItsTextBehindTwoWords() {
        assertThat(LostRunDescriptor.CODE).isZero();
        assertThat(LostRunDescriptor.TEXT_LENGTH).isEqualTo(4);
        assertThat(LostRunDescriptor.TEXT).isEqualTo(8);
        assertThat(LostRunDescriptor.TEXT_CAPACITY).isEqualTo(4088);
        assertThat(LostRunDescriptor.SIZE).isEqualTo(4096);
    }

    @Test
    void theOutcomeHasItsTextBehindTwoWords() {
        assertThat(OutcomeDescriptor.KIND).isZero();
        assertThat(OutcomeDescriptor.TEXT_LENGTH).isEqualTo(4);
        assertThat(OutcomeDescriptor.TEXT).isEqualTo(8);
        assertThat(OutcomeDescriptor.TEXT_CAPACITY).isEqualTo(16_376);
        assertThat(OutcomeDescriptor.SIZE).isEqualTo(16_384);
        assertThat(Arrays.stream(Outcome.Kind.values()).map(kind -> kind.code() + " " + kind)).containsExactly("0 DONE",
                "1 DEVICE_FAILURE", "2 CHILD_FAILURE", "3 DAMAGED", "4 BROKEN");
    }
}
