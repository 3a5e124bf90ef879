package org.chiptest.runtime.comm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

import org.chiptest.runtime.internal.comm.BootstrapChannel;
import org.chiptest.runtime.internal.comm.BootstrapChannelDescriptor;
import org.chiptest.runtime.internal.comm.CommContextDescriptor;
import org.chiptest.runtime.internal.comm.CommWindowsDescriptor;
import org.junit.jupiter.api.Test;

class LayoutTests {

    @Test
    void theContextOfARankLiesAsTheSpecificationHasIt() {
        assertThat(CommContextDescriptor.WORK_SPACE).isZero();
        assertThat(CommContextDescriptor.WORK_SPACE_SIZE).isEqualTo(8);
        assertThat(CommContextDescriptor.RANK_ID).isEqualTo(16);
        assertThat(CommContextDescriptor.RANK_NUM).isEqualTo(20);
        assertThat(CommContextDescriptor.WINDOW_SIZE).isEqualTo(24);
        assertThat(CommContextDescriptor.WINDOWS_IN).isEqualTo(32);
        assertThat(CommContextDescriptor.WINDOWS_OUT).isEqualTo(544);
        assertThat(CommContextDescriptor.SIZE).isEqualTo(1056);
        assertThat(CommContextDescriptor.ALIGNMENT).isEqualTo(8);
        assertThat(CommContextDescriptor.MAX_RANKS).isEqualTo(64);
    }

    @Test
    void theContextOfARankIsWrittenWithWindowsInAndOutAlike() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(CommContextDescriptor.SIZE, CommContextDescriptor.ALIGNMENT);
            CommContextDescriptor.write(memory, 1, 4096, new long[]{0x1000, 0x2000, 0x3000});
            assertThat(memory.get(JAVA_LONG, 0)).isZero();
            assertThat(memory.get(JAVA_INT, 16)).isEqualTo(1);
            assertThat(memory.get(JAVA_INT, 20)).isEqualTo(3);
            assertThat(memory.get(JAVA_LONG, 24)).isEqualTo(4096);
            assertThat(memory.asSlice(32, 32).toArray(JAVA_LONG)).containsExactly(0x1000, 0x2000, 0x3000, 0);
            assertThat(memory.asSlice(544, 32).toArray(JAVA_LONG)).containsExactly(0x1000, 0x2000, 0x3000, 0);
        }
    }

    @Test
    void theBootstrapChannelLiesAsTheSpecificationHasIt() {
        assertThat(BootstrapChannelDescriptor.STATE).isZero();
        assertThat(BootstrapChannelDescriptor.ERROR_CODE).isEqualTo(4);
        assertThat(BootstrapChannelDescriptor.BUFFER_COUNT).isEqualTo(8);
        assertThat(BootstrapChannelDescriptor.STEPS).isEqualTo(12);
        assertThat(BootstrapChannelDescriptor.DEVICE_CONTEXT).isEqualTo(16);
        assertThat(BootstrapChannelDescriptor.WINDOW_BASE).isEqualTo(24);
        assertThat(BootstrapChannelDescriptor.WINDOW_SIZE).isEqualTo(32);
        assertThat(BootstrapChannelDescriptor.BUFFERS).isEqualTo(64);
        assertThat(BootstrapChannelDescriptor.MAX_BUFFERS).isEqualTo(376);
        assertThat(BootstrapChannelDescriptor.ERROR_TEXT).isEqualTo(3072);
        assertThat(BootstrapChannelDescriptor.ERROR_TEXT_SIZE).isEqualTo(1024);
        assertThat(BootstrapChannelDescriptor.SIZE).isEqualTo(4096);
        assertThat(BootstrapChannelDescriptor.BUFFERS + 8 * BootstrapChannelDescriptor.MAX_BUFFERS)
                .isEqualTo(BootstrapChannelDescriptor.ERROR_TEXT);
        assertThat(Arrays.stream(BootstrapChannel.State.values()).map(state -> state.code() + " " + state))
                .containsExactly("0 IDLE", "1 SUCCESS", "2 ERROR");
    }

    @Test
    void windowsLieBehindAPageOfOurs() {
        assertThat(CommWindowsDescriptor.MAGIC).isZero();
        assertThat(CommWindowsDescriptor.RANKS).isEqualTo(8);
        assertThat(CommWindowsDescriptor.WINDOW_SIZE).isEqualTo(16);
        assertThat(CommWindowsDescriptor.JOINED).isEqualTo(64);
        assertThat(CommWindowsDescriptor.PHASE).isEqualTo(128);
        assertThat(CommWindowsDescriptor.ARRIVED).isEqualTo(192);
        assertThat(CommWindowsDescriptor.ABORTER).isEqualTo(256);
        assertThat(CommWindowsDescriptor.REASON_LENGTH).isEqualTo(260);
        assertThat(CommWindowsDescriptor.REASON).isEqualTo(264);
        assertThat(CommWindowsDescriptor.REASON + CommWindowsDescriptor.REASON_CAPACITY).isEqualTo(2312)
                .isLessThan(CommWindowsDescriptor.WINDOWS);
        assertThat(CommWindowsDescriptor.WINDOWS).isEqualTo(4096);
    }
}
