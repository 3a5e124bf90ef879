package org.chiptest.runtime.internal.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.args.RunSettings;
import org.junit.jupiter.api.Test;

class CallConfigDescriptorTests {

    private final byte[] bytes = new byte[1048];
    private final ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

    @Test
    void whatRecordsNothingIsReadWithoutAllocatingDiagnostics() {
        byte[] bytes = new byte[(int) CallConfigDescriptor.SIZE];
        CallConfigDescriptor.write(CallConfig.defaults(), MemorySegment.ofArray(bytes));

        assertThat(CallConfigDescriptor.read(MemorySegment.ofArray(bytes), RunSettings.unset()).diagnostics())
                .isSameAs(Diagnostics.NONE);
    }

    @Test
    void offsetsAreThoseOfTheSpecification() {
        assertThat(new long[]{CallConfigDescriptor.BLOCK_DIM, CallConfigDescriptor.AICPU_THREAD_NUM,
            CallConfigDescriptor.ENABLE_L2_SWIMLANE, CallConfigDescriptor.ENABLE_DUMP_TENSOR,
            CallConfigDescriptor.ENABLE_PMU, CallConfigDescriptor.ENABLE_DEP_GEN,
            CallConfigDescriptor.OUTPUT_PREFIX, CallConfigDescriptor.OUTPUT_PREFIX_SIZE,
            CallConfigDescriptor.SIZE}).containsExactly(0, 4, 8, 12, 16, 20, 24, 1024, 1048);
    }

    @Test
    void everyFieldLiesAtItsOffsetAndTheRestIsZero() {
        Arrays.fill(bytes, (byte) 0xEE);

        write(new CallConfig(1, 2, new Diagnostics(3, 4, 5, 6, "ab"), RunSettings.unset()));

        for (int i = 0; i < 6; i++) {
            assertThat(view.getInt(4 * i)).isEqualTo(i + 1);
        }
        assertThat(Arrays.copyOfRange(bytes, 24, 26)).containsExactly('a', 'b');
        assertThat(Arrays.copyOfRange(bytes, 26, 1048)).containsOnly(0);
    }

    @Test
    void theWrittenConfigurationIsReadWithTheGivenSettings() {
        RunSettings settings = RunSettings.unset().withDepPool(8);
        CallConfig config = new CallConfig(-1, 2, new Diagnostics(3, 4, 5, 6, "ä".repeat(511) + "x"), settings);

        write(config);

        assertThat(CallConfigDescriptor.read(MemorySegment.ofArray(bytes), settings)).isEqualTo(config);
    }

    @Test
    void aPrefixWithoutAnEndIsDamage() {
        Arrays.fill(bytes, 24, 1048, (byte) 'x');

        assertThatThrownBy(this::read).isInstanceOf(ArgumentFormatException.class).hasMessage(
                "damaged call configuration: output_prefix at byte 24 has no end mark within 1024 bytes");
    }

    @Test
    void aPrefixThatIsNotTextIsDamage() {
        bytes[24] = (byte) 0xFF;

        assertThatThrownBy(this::read).isInstanceOf(ArgumentFormatException.class)
                .hasMessage("damaged call configuration: output_prefix at byte 24 is not UTF-8");
    }

    @Test
    void aPartOfTheStructureIsRefused() {
        assertThatThrownBy(
                () -> CallConfigDescriptor.read(MemorySegment.ofArray(new byte[1047]), RunSettings.unset()))
                .isInstanceOf(ArgumentFormatException.class)
                .hasMessage("a call configuration takes 1048 bytes, only 1047 are here");
    }

    private void write(CallConfig config) {
        CallConfigDescriptor.write(config, MemorySegment.ofArray(bytes));
    }

    private CallConfig read() {
        return CallConfigDescriptor.read(MemorySegment.ofArray(bytes), RunSettings.unset());
    }
}
