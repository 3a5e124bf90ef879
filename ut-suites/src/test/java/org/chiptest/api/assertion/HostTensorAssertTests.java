package org.chiptest.api.assertion;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.chiptest.api.assertion.ChipAssertions.assertThat;
import static org.chiptest.runtime.args.DataType.FLOAT16;
import static org.chiptest.runtime.args.DataType.FLOAT32;
import static org.chiptest.runtime.args.DataType.INT32;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.chiptest.api.golden.HeapTensors;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.tensor.NpyArray;
import org.junit.jupiter.api.Test;

class HostTensorAssertTests {

    private final HostTensor tensor = HeapTensors.of(FLOAT32, 2, 3).fill(index -> index + 1e-7);

    @Test
    void passesForWhatIsClose() {
        assertThat(tensor).hasShape(2, 3).hasDtype(FLOAT32).isCloseTo(index -> index)
                .isCloseTo(new double[]{0, 1, 2, 3, 4, 5}).isCloseTo(tensor).within(0, 10).isCloseTo(0);
        assertThat(HeapTensors.of(INT32, 3).fill(7)).isFilledWith(7).hasLongs(index -> 7);
    }

    @Test
    void showsTheWorstElements() {
        assertFails(() -> assertThat(tensor).as("sum").isCloseTo(index -> index == 4 ? 9 : index)).withMessage(
                "[sum] sum (FLOAT32[2, 3]): 1 of 6 elements is not as expected, compared within 1.0E-5 + 1.0E-5 * |expected|\n"
                        + "  at [1, 1]: actual 4.0, expected 9.0, off by 5.0 (relative 5.56e-01), 9437184 ulps");
    }

    @Test
    void equalityLeavesNoTolerance() {
        assertFails(() -> assertThat(tensor).within(1, 1).isFilledWith(0)).withMessageContaining("compared exactly");
    }

    @Test
    void shapesTypesAndCountsMustAgree() {
        assertFails(() -> assertThat(tensor).hasShape(6)).withMessage("expected the shape [6], but found [2, 3]");
        assertFails(() -> assertThat(tensor).hasDtype(FLOAT16))
                .withMessage("expected the data type FLOAT16, but found FLOAT32");
        assertFails(() -> assertThat(tensor).isCloseTo(new double[]{1}))
                .withMessage("expected 1 elements, but FLOAT32[2, 3] has 6");
        assertFails(() -> assertThat(tensor).isCloseTo(HeapTensors.of(FLOAT32, 6)))
                .withMessage("expected the shape [6], but found [2, 3]");
    }

    @Test
    void aFileOfNumpyIsComparedWithItsShape() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        NpyArray.write(file, HeapTensors.of(FLOAT32, 2, 3).fill(index -> index));
        NpyArray array = NpyArray.read(new ByteArrayInputStream(file.toByteArray()), "expected.npy");

        assertThat(tensor).isCloseTo(array);
        assertFails(() -> assertThat(HeapTensors.of(FLOAT32, 2, 3)).isCloseTo(array))
                .withMessageContaining("5 of 6 elements are not as expected");
        assertFails(() -> assertThat(HeapTensors.of(FLOAT32, 6)).isCloseTo(array))
                .withMessage("expected the shape [2, 3], but found [6]");
    }

    private static ThrowableAssertAlternative<AssertionError> assertFails(ThrowingCallable code) {
        return assertThatExceptionOfType(AssertionError.class).isThrownBy(code);
    }
}
