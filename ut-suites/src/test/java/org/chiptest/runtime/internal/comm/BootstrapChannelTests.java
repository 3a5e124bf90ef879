package org.chiptest.runtime.internal.comm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.internal.comm.BootstrapChannel.State;
import org.junit.jupiter.api.Test;

class BootstrapChannelTests {

    private final MemorySegment memory = Arena.ofAuto().allocate(BootstrapChannelDescriptor.SIZE, 8);
    private final BootstrapChannel channel = new BootstrapChannel(memory, 3);

    @Test
    void freshMemoryIsIdle() {
        assertThat(channel.state()).contains(State.IDLE);
    }

    @Test
    void aSuccessHasItsFieldsAndIsReadOnTheOtherSide() {
        channel.writeSuccess(11, 22, 33, 44, 55);

        BootstrapChannel other = new BootstrapChannel(memory, 3);
        assertThat(other.state()).contains(State.SUCCESS);
        assertThat(other.errorCode()).isZero();
        assertThat(other.errorText()).isEmpty();
        assertThat(other.deviceContext()).isEqualTo(11);
        assertThat(other.windowBase()).isEqualTo(22);
        assertThat(other.windowSize()).isEqualTo(33);
        assertThat(other.bufferCount()).isEqualTo(2);
        assertThat(other.buffers()).containsExactly(44, 55);
    }

    @Test
    void anErrorHasItsCodeAndItsText() {
        channel.writeError(7, "IllegalArgumentException: no");
        assertThat(channel.state()).contains(State.ERROR);
        assertThat(channel.errorCode()).isEqualTo(7);
        assertThat(channel.errorText()).isEqualTo("IllegalArgumentException: no");
    }

    @Test
    void aTextIsCutAt1023Bytes() {
        channel.writeError(1, "x".repeat(5000));
        assertThat(channel.errorText()).isEqualTo("x".repeat(1023));
    }

    @Test
    void resettingZeroesEverything() {
        channel.writeSuccess(11, 22, 33, 44);
        channel.writeError(1, "later");
        channel.reset();
        assertThat(channel.state()).contains(State.IDLE);
        assertThat(memory.mismatch(MemorySegment.ofArray(new byte[(int) BootstrapChannelDescriptor.SIZE])))
                .isEqualTo(-1);
    }

    @Test
    void moreBuffersThanThereMayBeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> channel.writeSuccess(0, 0, 0, 1, 2, 3, 4))
                .withMessage("buffer_ptrs exceeds max_buffer_count: 4 buffers, at most 3");
        assertThat(channel.state()).contains(State.IDLE);
    }

    @Test
    void asManyBuffersAsFitArrive() {
        BootstrapChannel full = new BootstrapChannel(memory, 376);
        long[] buffers = new long[376];
        buffers[375] = -1;
        full.writeSuccess(0, 0, 0, buffers);
        assertThat(full.buffers()).isEqualTo(buffers);
        assertThat(full.errorText()).isEmpty();
    }

    @Test
    void noMemoryAndTooManyBuffersAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BootstrapChannel(MemorySegment.NULL, 1))
                .withMessageStartingWith("a bootstrap channel takes 4096 bytes, found 0 at 0x0");
        assertThatIllegalArgumentException().isThrownBy(() -> new BootstrapChannel(memory, 377))
                .withMessageStartingWith("max_buffer_count is 377; 0 to 376 buffers fit");
    }

    @Test
    void nothingThatIsReadIsBelieved() {
        memory.fill((byte) 0xA5);
        assertThat(channel.state()).isEmpty();
        assertThat(channel.errorText()).hasSizeBetween(1, 1023);
        memory.set(JAVA_INT, BootstrapChannelDescriptor.BUFFER_COUNT, 4);
        assertThatIllegalStateException().isThrownBy(channel::buffers)
                .withMessage("damaged bootstrap channel: it counts 4 buffers, at most 3 are possible");
    }
}
