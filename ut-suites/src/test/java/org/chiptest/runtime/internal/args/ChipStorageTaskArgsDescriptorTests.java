package org.chiptest.runtime.internal.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.junit.jupiter.api.Test;

class ChipStorageTaskArgsDescriptorTests {

    private final ContinuousTensor tensor = ContinuousTensor.host(0x1234, DataType.FLOAT32, 8);
    private final byte[] bytes = new byte[3592];
    private final ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

    @Test
    void offsetsAreThoseOfTheSpecification() {
        assertThat(new long[]{ChipStorageTaskArgsDescriptor.TENSORS, ChipStorageTaskArgsDescriptor.SCALARS,
            ChipStorageTaskArgsDescriptor.TENSOR_COUNT, ChipStorageTaskArgsDescriptor.SCALAR_COUNT,
            ChipStorageTaskArgsDescriptor.SIZE}).containsExactly(0, 2560, 3584, 3588, 3592);
        assertThat(ChipStorageTaskArgsDescriptor.MAX_TENSORS).isEqualTo(64);
        assertThat(ChipStorageTaskArgsDescriptor.MAX_SCALARS).isEqualTo(128);
    }

    @Test
    void argumentsLieAtTheirOffsets() {
        write(new TaskArgs().tensor(tensor).tensor(tensor.withData(0x5678)).scalar(7L).scalar(-1));

        assertThat(view.getLong(0)).isEqualTo(0x1234);
        assertThat(view.getLong(40)).isEqualTo(0x5678);
        assertThat(view.getLong(2560)).isEqualTo(7);
        assertThat(view.getLong(2568)).isEqualTo(0xFFFFFFFFL);
        assertThat(view.getInt(3584)).isEqualTo(2);
        assertThat(view.getInt(3588)).isEqualTo(2);
    }

    @Test
    void onlyTheCountedPrefixIsWritten() {
        Arrays.fill(bytes, (byte) 0xEE);

        write(new TaskArgs().tensor(tensor).scalar(7L));

        assertThat(Arrays.copyOfRange(bytes, 40, 2560)).containsOnly(0xEE);
        assertThat(Arrays.copyOfRange(bytes, 2568, 3584)).containsOnly(0xEE);
    }

    @Test
    void fullArgumentsAreWrittenAndRead() {
        TaskArgs full = full();
        write(full);

        assertThat(view.getLong(63 * 40)).isEqualTo(0x1234 + 63);
        assertThat(view.getLong(2560 + 127 * 8)).isEqualTo(127);
        assertThat(read()).isEqualTo(full);
    }

    @Test
    void the65thTensorIsRefused() {
        TaskArgs args = new TaskArgs();
        for (int i = 0; i < 65; i++) {
            args.tensor(tensor);
        }

        assertThatThrownBy(() -> write(args)).isInstanceOf(IndexOutOfBoundsException.class).hasMessage(
                "capacity exceeded: 65 tensors, a chip takes at most 64; pass fewer, or pack several into one tensor");
    }

    @Test
    void the129thScalarIsRefused() {
        TaskArgs args = new TaskArgs();
        for (int i = 0; i < 129; i++) {
            args.scalar(i);
        }

        assertThatThrownBy(() -> write(args)).isInstanceOf(IndexOutOfBoundsException.class).hasMessage(
                "capacity exceeded: 129 scalars, a chip takes at most 128; pass fewer, or pack several into one tensor");
    }

    @Test
    void impossibleCountsAreDamage() {
        view.putInt(3584, 65);
        assertThatThrownBy(this::read).isInstanceOf(ArgumentFormatException.class)
                .hasMessage("damaged chip arguments: tensor_count at byte 3584 is 65; it must be 0 to 64");

        view.putInt(3584, 0).putInt(3588, -1);
        assertThatThrownBy(this::read).isInstanceOf(ArgumentFormatException.class)
                .hasMessage("damaged chip arguments: scalar_count at byte 3588 is -1; it must be 0 to 128");
    }

    @Test
    void aPartOfTheStructureIsRefused() {
        assertThatThrownBy(() -> ChipStorageTaskArgsDescriptor.read(MemorySegment.ofArray(new byte[3591])))
                .isInstanceOf(ArgumentFormatException.class)
                .hasMessage("chip arguments take 3592 bytes, only 3591 are here; pass the whole structure");
    }

    @Test
    void tooLittleRoomIsRefused() {
        assertThatThrownBy(
                () -> ChipStorageTaskArgsDescriptor.write(new TaskArgs(), MemorySegment.ofArray(new byte[3591])))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private TaskArgs full() {
        TaskArgs args = new TaskArgs();
        for (int i = 0; i < 64; i++) {
            args.tensor(tensor.withData(0x1234 + i));
        }
        for (long i = 0; i < 128; i++) {
            args.scalar(i);
        }
        return args;
    }

    private void write(TaskArgs args) {
        ChipStorageTaskArgsDescriptor.write(args, MemorySegment.ofArray(bytes));
    }

    private TaskArgs read() {
        return ChipStorageTaskArgsDescriptor.read(MemorySegment.ofArray(bytes));
    }
}
