package org.chiptest.runtime.internal.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.junit.jupiter.api.Test;

class ContinuousTensorDescriptorTests {

    private static final String GOLDEN = """
            8877665544332211
            0300000005000000070000000000000000000000
            03000000
            06 01 000000000000""".replaceAll("\\s", "");

    private final ContinuousTensor tensor = ContinuousTensor.child(0x1122334455667788L, DataType.BFLOAT16, 3, 5, 7);
    private final byte[] bytes = HexFormat.of().parseHex(GOLDEN);

    @Test
    void offsetsAreThoseOfTheSpecification() {
        assertThat(new long[]{ContinuousTensorDescriptor.DATA, ContinuousTensorDescriptor.SHAPES,
            ContinuousTensorDescriptor.NDIMS, ContinuousTensorDescriptor.DTYPE,
            ContinuousTensorDescriptor.CHILD_MEMORY, ContinuousTensorDescriptor.PADDING,
            ContinuousTensorDescriptor.SIZE}).containsExactly(0, 8, 28, 32, 33, 34, 40);
    }

    @Test
    void everyByteIsWritten() {
        byte[] dst = new byte[48];
        Arrays.fill(dst, (byte) 0xEE);

        ContinuousTensorDescriptor.write(tensor, MemorySegment.ofArray(dst), 4);

        assertThat(HexFormat.of().formatHex(dst)).isEqualTo("eeeeeeee" + GOLDEN + "eeeeeeee");
    }

    @Test
    void theWrittenTensorIsRead() {
        assertThat(read()).isEqualTo(tensor);
    }

    @Test
    void paddingAndUnusedShapesAreNotLookedAt() {
        Arrays.fill(bytes, 20, 28, (byte) 0xFF);
        Arrays.fill(bytes, 34, 40, (byte) 0xFF);

        assertThat(read()).isEqualTo(tensor);
    }

    @Test
    void tooManyDimensionsAreDamage() {
        bytes[28] = 6;

        assertDamaged("damaged tensor at byte 0 of the arguments: ndims is 6; it must be 0 to 5");
    }

    @Test
    void dimensionsOfTwoBillionAndMoreAreDamage() {
        bytes[28] = -1;
        bytes[31] = -1;

        assertDamaged("damaged tensor at byte 0 of the arguments: ndims is 4278190335; it must be 0 to 5");
    }

    @Test
    void aShapeOverTheSupportedRangeIsDamage() {
        bytes[15] = (byte) 0x80;

        assertDamaged("damaged tensor at byte 0 of the arguments: shapes[1] is 2147483653; dimensions over 2147483647"
                + " are not supported");
    }

    @Test
    void anUnknownTypeIsDamage() {
        bytes[32] = 11;

        assertDamaged("damaged tensor at byte 0 of the arguments: unknown data type code 11; the known codes are"
                + " 0 (FLOAT32) to 10 (UINT32)");
    }

    @Test
    void anotherFlagThanZeroOrOneIsDamage() {
        bytes[33] = 2;

        assertDamaged("damaged tensor at byte 0 of the arguments: child_memory is 2; it must be 0 (host) or 1 (owned by"
                + " the device)");
    }

    @Test
    void aSizeThatOverflowsIsDamage() {
        MemorySegment.ofArray(bytes).set(ValueLayout.JAVA_INT_UNALIGNED, 8, Integer.MAX_VALUE);
        MemorySegment.ofArray(bytes).set(ValueLayout.JAVA_INT_UNALIGNED, 12, Integer.MAX_VALUE);

        assertDamaged(
                "damaged tensor at byte 0 of the arguments: a BFLOAT16 tensor of shape [2147483647, 2147483647, 7]"
                        + " has more bytes than a 64-bit size can say; make it smaller");
    }

    private ContinuousTensor read() {
        return ContinuousTensorDescriptor.read(MemorySegment.ofArray(bytes), 0);
    }

    private void assertDamaged(String message) {
        assertThatThrownBy(this::read).isInstanceOf(ArgumentFormatException.class).hasMessage(message);
    }
}
