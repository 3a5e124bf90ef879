package org.chiptest.api.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.runtime.args.DataType.BFLOAT16;
import static org.chiptest.runtime.args.DataType.FLOAT16;
import static org.chiptest.runtime.args.DataType.FLOAT32;
import static org.chiptest.runtime.args.DataType.INT32;

import java.util.List;
import java.util.function.LongToDoubleFunction;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HintsTests {

    private static final LongToDoubleFunction UNEVEN = index -> Math.sin(index * 1.7 + 0.3) * 100;

    @Test
    void zeroesAreTold() {
        assertThat(hints(FLOAT32, index -> 0, index -> index + 1, 4, 4)).containsExactly("all wrong elements are 0");
    }

    @Test
    void whereSomeAreRightTheWrongOnesAreTold() {
        assertThat(hints(FLOAT32, index -> index < 8 ? index : 0, index -> index, 4, 4))
                .containsExactly("all wrong elements are 0");
    }

    @Test
    void nanIsToldOnWhicheverSideItIs() {
        assertThat(hints(FLOAT32, index -> Double.NaN, UNEVEN, 16)).containsExactly("all wrong elements are NaN");
        assertThat(hints(FLOAT32, UNEVEN, index -> Double.NaN, 16)).containsExactly("NaN is expected of all wrong "
                + "elements, and nothing is equal to NaN: it is the expected values that are at fault");
    }

    @Test
    void aNeighbourIsOneUlpOff() {
        assertThat(exactly(FLOAT32, index -> Math.nextUp((float) UNEVEN.applyAsDouble(index)), UNEVEN, 16))
                .containsExactly("all wrong elements are off by one ulp");
        assertThat(exactly(FLOAT16, index -> 1 + (index + 2) / 1024.0, index -> 1 + index / 1024.0, 16))
                .contains("all wrong elements are off by at most 4 ulps");
    }

    @Test
    void lessPrecisionIsNamed() {
        assertThat(hints(FLOAT32, index -> Expected.rounded(UNEVEN.applyAsDouble(index), BFLOAT16), UNEVEN, 64))
                .containsExactly("all wrong elements are the expected ones rounded to BFLOAT16");
        assertThat(exactly(FLOAT32, index -> Expected.rounded(UNEVEN.applyAsDouble(index), FLOAT16), UNEVEN, 64))
                .containsExactly("all wrong elements are the expected ones rounded to FLOAT16");
        assertThat(hints(FLOAT32, index -> Expected.rounded(Math.cos(index * index * 0.77), BFLOAT16), UNEVEN, 64))
                .containsExactly("all wrong elements have no more precision than BFLOAT16, the expected "
                        + "ones have");
        assertThat(hints(FLOAT32, index -> Float.intBitsToFloat(Float.floatToRawIntBits((float) UNEVEN
                .applyAsDouble(index)) & 0xFFFF0000), UNEVEN, 64))
                .containsExactly("all wrong elements are the expected ones cut off to BFLOAT16");
    }

    @ParameterizedTest
    @CsvSource({"0.125, 1/8", "3, 3", "-0.5, -1/2", "1.7, 1.7", "0.3333333333333333, 1/3"})
    void aFactorIsNamed(double factor, String text) {
        assertThat(hints(FLOAT32, index -> UNEVEN.applyAsDouble(index) * factor, UNEVEN, 40))
                .containsExactly("all wrong elements are the expected ones times " + text);
        assertThat(hints(INT32, index -> (index + 1) * 24, index -> (index + 1) * 8, 40))
                .containsExactly("all wrong elements are the expected ones times 3");
    }

    @Test
    void aWrongSignIsTold() {
        assertThat(hints(FLOAT32, index -> -UNEVEN.applyAsDouble(index), UNEVEN, 40))
                .containsExactly("all wrong elements have the wrong sign");
    }

    @ParameterizedTest
    @CsvSource({"5, plus 5", "-2.5, minus 2.5"})
    void aSummandIsNamed(double offset, String text) {
        assertThat(hints(FLOAT32, index -> UNEVEN.applyAsDouble(index) + offset, UNEVEN, 40))
                .containsExactly("all wrong elements are the expected ones " + text);
    }

    @ParameterizedTest
    @CsvSource({"8, 8", "4, 16", "16, 4"})
    void exchangedRowsAndColumnsAreTold(int rows, int columns) {
        LongToDoubleFunction transposed = index -> {
            long within = index % (rows * columns);
            return UNEVEN.applyAsDouble(index - within + within % rows * columns + within / rows);
        };

        assertThat(hints(FLOAT32, transposed, UNEVEN, 2, rows, columns)).containsExactly("the tensor is transposed: "
                + "each element is the one expected with row and column exchanged");
    }

    @ParameterizedTest
    @CsvSource({"1, 1 place before", "16, 16 places before", "-3, 3 places behind"})
    void aShiftIsMeasured(int distance, String text) {
        assertThat(hints(FLOAT32, index -> UNEVEN.applyAsDouble(index - distance), UNEVEN, 8, 16))
                .containsExactly("the tensor is shifted: each element is the one expected " + text);
    }

    @Test
    void swappedBytesAreRecognised() {
        assertThat(hints(INT32, index -> Integer.reverseBytes((int) index + 1), index -> index + 1, 40))
                .containsExactly("the bytes of all wrong elements are in the opposite order");
    }

    @Test
    void oneElementThatDoesNotFitSpoilsAGuess() {
        assertThat(hints(FLOAT32, index -> index == 999_983 ? 1 : 0, index -> index + 2, 1_000_000)).isEmpty();
        assertThat(hints(FLOAT32, index -> UNEVEN.applyAsDouble(index - 1) + (index == 999 ? 1 : 0), UNEVEN, 1000))
                .isEmpty();
    }

    @Test
    void noiseHasNoHint() {
        assertThat(hints(FLOAT32, index -> Math.cos(index * index * 0.77) * 90, UNEVEN, 16, 16)).isEmpty();
    }

    @Test
    void aSingleWrongElementHasNoHint() {
        assertThat(hints(FLOAT32, index -> index == 3 ? 0 : index, index -> index, 8)).isEmpty();
    }

    private static List<String> hints(DataType dtype, LongToDoubleFunction actual, LongToDoubleFunction expected,
            int... shape) {
        return hints(dtype, actual, expected, Tolerance.of(dtype), shape);
    }

    private static List<String> exactly(DataType dtype, LongToDoubleFunction actual, LongToDoubleFunction expected,
            int... shape) {
        return hints(dtype, actual, expected, Tolerance.EXACT, shape);
    }

    private static List<String> hints(DataType dtype, LongToDoubleFunction actual, LongToDoubleFunction expected,
            Tolerance tolerance, int... shape) {
        HostTensor tensor = HeapTensors.of(dtype, shape).fill(actual);
        return Comparison.compare("f", tensor, new Expected.Reals(expected), tolerance).orElseThrow().hints();
    }
}
