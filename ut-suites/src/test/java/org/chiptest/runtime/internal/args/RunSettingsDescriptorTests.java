package org.chiptest.runtime.internal.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;

import org.chiptest.runtime.args.RunSettings;
import org.junit.jupiter.api.Test;

class RunSettingsDescriptorTests {

    private final byte[] bytes = new byte[32];
    private final ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

    @Test
    void offsetsDoNotMove() {
        assertThat(new long[]{RunSettingsDescriptor.DEADLINE, RunSettingsDescriptor.HEAP_BYTES,
            RunSettingsDescriptor.TENSOR_WAIT_TIMEOUT, RunSettingsDescriptor.TASK_WINDOW,
            RunSettingsDescriptor.DEP_POOL, RunSettingsDescriptor.SIZE}).containsExactly(0, 8, 16, 24, 28, 32);
    }

    @Test
    void aFreshPageSetsNothing() {
        assertThat(read()).isEqualTo(RunSettings.unset());
    }

    @Test
    void everySettingLiesAtItsOffset() {
        RunSettings settings = RunSettings.unset().withDeadline(Duration.ofNanos(1)).withHeapBytes(1L << 33)
                .withTensorWaitTimeout(Duration.ofNanos(3)).withTaskWindow(4).withDepPool(5);

        write(settings);

        assertThat(view.getLong(0)).isEqualTo(1);
        assertThat(view.getLong(8)).isEqualTo(1L << 33);
        assertThat(view.getLong(16)).isEqualTo(3);
        assertThat(view.getInt(24)).isEqualTo(4);
        assertThat(view.getInt(28)).isEqualTo(5);
        assertThat(read()).isEqualTo(settings);
    }

    @Test
    void whatIsUnsetOverwritesWhatWasSet() {
        Arrays.fill(bytes, (byte) 0xEE);

        write(RunSettings.unset());

        assertThat(bytes).containsOnly(0);
    }

    @Test
    void impossibleSettingsAreDamage() {
        view.putInt(24, 3);

        assertThatThrownBy(this::read).isInstanceOf(ArgumentFormatException.class)
                .hasMessage("damaged run settings: the task window has 3 slots; it must have at least 4");
    }

    @Test
    void aNegativeTimeIsDamage() {
        view.putLong(0, -1);

        assertThatThrownBy(this::read).isInstanceOf(ArgumentFormatException.class)
                .hasMessage("damaged run settings: the deadline is PT-0.000000001S; it must be longer than nothing");
    }

    @Test
    void aPartOfTheStructureIsRefused() {
        assertThatThrownBy(() -> RunSettingsDescriptor.read(MemorySegment.ofArray(new byte[31])))
                .isInstanceOf(ArgumentFormatException.class)
                .hasMessage("run settings take 32 bytes, only 31 are here");
    }

    private void write(RunSettings settings) {
        RunSettingsDescriptor.write(settings, MemorySegment.ofArray(bytes));
    }

    private RunSettings read() {
        return RunSettingsDescriptor.read(MemorySegment.ofArray(bytes));
    }
}
