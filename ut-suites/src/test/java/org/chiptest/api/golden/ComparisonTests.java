package org.chiptest.api.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.runtime.args.DataType.BFLOAT16;
import static org.chiptest.runtime.args.DataType.FLOAT16;
import static org.chiptest.runtime.args.DataType.FLOAT32;
import static org.chiptest.runtime.args.DataType.INT32;
import static org.chiptest.runtime.args.DataType.INT64;
import static org.chiptest.runtime.args.DataType.UINT64;

import java.util.Optional;
import java.util.OptionalLong;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ComparisonTests {

    @ParameterizedTest
    @EnumSource(DataType.class)
    void everyDataTypeIsEqualToWhatWasWritten(DataType dtype) {
        HostTensor tensor = HeapTensors.of(dtype, 4, 5).fill(index -> index);

        assertThat(compare(tensor, new Expected.Reals(index -> index), Tolerance.EXACT)).isEmpty();
        assertThat(compare(tensor, Expected.of(tensor), Tolerance.EXACT)).isEmpty();
        assertThat(compare(tensor.set(7, 8), new Expected.Reals(index -> index), Tolerance.EXACT)).isPresent();
    }

    @Test
    void expectedValuesAreRoundedToWhatTheDataTypeHolds() {
        for (DataType dtype : new DataType[]{FLOAT32, FLOAT16, BFLOAT16}) {
            HostTensor tensor = HeapTensors.of(dtype, 3).fill(0.1);

            assertThat(compare(tensor, Expected.of(0.1, 0.1, 0.1), Tolerance.EXACT)).as("%s", dtype).isEmpty();
        }
    }

    @Test
    void nanIsNeverEqual() {
        HostTensor tensor = HeapTensors.of(FLOAT32, 2).fill(Double.NaN);

        Mismatch mismatch = compare(tensor, Expected.of(Double.NaN, 1), new Tolerance(1, 1e30)).orElseThrow();

        assertThat(mismatch.differing()).isEqualTo(2);
        assertThat(mismatch.nonFinite()).isEqualTo(1);
    }

    @Test
    void integersOf64BitsAreComparedBitByBit() {
        HostTensor tensor = HeapTensors.of(INT64, 1).setLong(0, Long.MAX_VALUE);

        Mismatch mismatch = compare(tensor, new Expected.Integers(index -> Long.MAX_VALUE - 1), Tolerance.EXACT)
                .orElseThrow();

        assertThat(mismatch.worst()).singleElement().satisfies(element -> {
            assertThat(element.actual()).isEqualTo("9223372036854775807");
            assertThat(element.expected()).isEqualTo("9223372036854775806");
        });
    }

    @Test
    void unsignedIntegersAreShownWithoutASign() {
        HostTensor tensor = HeapTensors.of(UINT64, 1).setLong(0, -1);

        assertThat(compare(tensor, new Expected.Integers(index -> 0), Tolerance.EXACT).orElseThrow().describe())
                .contains("actual 18446744073709551615, expected 0");
    }

    @Test
    void integersMayHaveATolerance() {
        HostTensor tensor = HeapTensors.of(INT32, 3).fill(100);

        assertThat(compare(tensor, new Expected.Integers(index -> 99 + index), new Tolerance(0, 1))).isEmpty();
        assertThat(compare(tensor, new Expected.Integers(index -> 98 + index), new Tolerance(0, 1))).isPresent();
    }

    @Test
    void theWorstElementsComeFirstWithTheirPositions() {
        HostTensor tensor = HeapTensors.of(FLOAT32, 3, 4).fill(1);
        tensor.set(1, 5).set(6, Double.NaN).set(11, -9);

        assertThat(compare(tensor, new Expected.Reals(index -> 1), Tolerance.of(FLOAT32)).orElseThrow().describe())
                .isEqualTo("""
                        f (FLOAT32[3, 4]): 3 of 12 elements are not as expected, compared within 1.0E-5 + 1.0E-5 * \
                        |expected|; 1 is not finite
                          at [1, 2]: actual NaN, expected 1.0
                          at [2, 3]: actual -9.0, expected 1.0, off by 10.0 (relative 1.00e+01), 2156920832 ulps
                          at [0, 1]: actual 5.0, expected 1.0, off by 4.0 (relative 4.00e+00), 18874368 ulps""");
    }

    @Test
    void ofManyWrongElementsOnlyTheWorstAreKept() {
        HostTensor tensor = HeapTensors.of(FLOAT32, 1000).fill(index -> index);

        Mismatch mismatch = compare(tensor, new Expected.Reals(index -> 0), Tolerance.EXACT).orElseThrow();

        assertThat(mismatch.differing()).isEqualTo(999);
        assertThat(mismatch.worst()).hasSize(8).extracting(Mismatch.Element::index).startsWith(999L, 998L, 997L);
        assertThat(mismatch.describe()).endsWith("\n" + """
                and 991 more, the first at [1]
                first wrong block: elements 1 to 999
                off by: 9 by 1e0..1e1, 90 by 1e1..1e2, 900 by 1e2..1e3""".indent(2).stripTrailing());
    }

    @Test
    void aTensorWithoutElementsIsAlwaysRight() {
        assertThat(compare(HeapTensors.of(FLOAT32, 0), new Expected.Reals(index -> 1), Tolerance.EXACT)).isEmpty();
    }

    @Test
    void aSingleElementNeedsNoPlural() {
        assertThat(compare(HeapTensors.of(FLOAT32), Expected.of(1), Tolerance.EXACT).orElseThrow().describe())
                .isEqualTo("f (FLOAT32[]): 1 of 1 element is not as expected, compared exactly\n"
                        + "  at [0]: actual 0.0, expected 1.0, off by 1.0 (relative 1.00e+00), 1065353216 ulps");
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 1, 1.0000001, 1", "FLOAT16, 1, 1.0009765625, 1", "BFLOAT16, 1, 1.0078125, 1",
        "FLOAT16, -1, -1.001953125, 2", "FLOAT32, 0, -1e-45, 1", "FLOAT16, -6e-8, 6e-8, 2"})
    void aNeighbourIsOneUlpAwayInEachType(DataType dtype, double expected, double actual, long ulps) {
        HostTensor tensor = HeapTensors.of(dtype, 1).fill(actual);

        assertThat(compare(tensor, Expected.of(expected), Tolerance.EXACT).orElseThrow().worst()).singleElement()
                .extracting(Mismatch.Element::ulps).isEqualTo(OptionalLong.of(ulps));
    }

    @Test
    void theTableListsWrongElementsInTheirOrder() {
        HostTensor tensor = HeapTensors.of(INT32, 2, 3).fill(5).set(4, 7).set(1, -5).set(5, 0);

        assertThat(compare(tensor, new Expected.Integers(index -> index == 5 ? 0 : 5), Tolerance.EXACT).orElseThrow()
                .table()).isEqualTo("""
                        index,position,actual,expected,off by,relative,ulps
                        1,"[0, 1]",-5,5,10.0,2.0,
                        4,"[1, 1]",7,5,2.0,0.4,
                        """);
    }

    @Test
    void theFirstBlockOfWrongElementsIsTold() {
        HostTensor tensor = HeapTensors.of(FLOAT32, 2, 8, 16).fill(1);
        for (int row = 2; row < 5; row++) {
            for (int column = 4; column < 8; column++) {
                tensor.set(128 + row * 16 + column, 1 + row);
            }
        }
        tensor.set(255, Double.NaN);

        assertThat(compare(tensor, new Expected.Reals(index -> 1), Tolerance.EXACT).orElseThrow().describe())
                .endsWith("\n  first wrong block: rows 2 to 4, columns 4 to 7 of plane 1\n"
                        + "  off by: 12 by 1e0..1e1, 1 by not finite");
    }

    private static Optional<Mismatch> compare(HostTensor tensor, Expected expected, Tolerance tolerance) {
        return Comparison.compare("f", tensor, expected, tolerance);
    }
}
