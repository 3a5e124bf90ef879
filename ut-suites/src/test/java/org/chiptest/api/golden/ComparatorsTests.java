package org.chiptest.api.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.chiptest.runtime.args.DataType.FLOAT32;

import java.util.Optional;

import org.chiptest.api.golden.GoldenComparator.Rejection;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.Test;

class ComparatorsTests {

    @Test
    void ulpsAreCountedForEachElement() {
        HostTensor tensor = HeapTensors.of(FLOAT32, 3).fill(1).set(1, 1.0000002).set(2, 1.0000005);

        assertThat(describe(tensor, Comparators.ulps(4))).isEmpty();
        assertThat(describe(tensor, Comparators.ulps(2)))
                .startsWith("f (FLOAT32[3]): 1 of 3 elements is not as expected, compared within 2 ulps\n"
                        + "  at [2]: actual 1.0000005, expected 1.0");
        assertThat(describe(HeapTensors.of(FLOAT32, 1).fill(Double.NaN), Comparators.ulps(Long.MAX_VALUE)))
                .isNotEmpty();
    }

    @Test
    void theRelativeLengthOfTheDifferenceIsMeasured() {
        HostTensor tensor = HeapTensors.of(FLOAT32, 4).fill(1).set(0, 1.5);

        assertThat(describe(tensor, Comparators.relativeL2(0.25))).isEmpty();
        assertThat(describe(tensor, Comparators.relativeL2(0.2))).startsWith("f (FLOAT32[4]): its relative L2 error is "
                + "0.25 (0.5 of 2.0); 1 of 4 elements is not as expected, compared by its relative L2 error, at most "
                + "0.2\n  at [0]: actual 1.5");
        assertThat(describe(tensor.set(1, Double.NaN), Comparators.relativeL2(100))).isNotEmpty();
    }

    @Test
    void theDirectionIsCompared() {
        assertThat(describe(HeapTensors.of(FLOAT32, 4).fill(3), Comparators.cosine(0.999))).isEmpty();
        assertThat(describe(HeapTensors.of(FLOAT32, 4).fill(-1), Comparators.cosine(0.5)))
                .startsWith("f (FLOAT32[4]): its cosine is -1.0; 4 of 4 elements are not as expected, compared by the "
                        + "cosine of its direction, at least 0.5");
        assertThat(describe(HeapTensors.of(FLOAT32, 4), Comparators.cosine(-1))).isNotEmpty();
    }

    @Test
    void theLargestOfEachRowAreCompared() {
        HostTensor tensor = HeapTensors.of(FLOAT32, 2, 4).fill(index -> index % 4).set(7, -1);
        Expected expected = new Expected.Reals(index -> index % 4 * 10);

        assertThat(Comparison.compare("f", tensor, expected, Comparators.topK(2, 0.75))).isEmpty();
        assertThat(Comparison.compare("f", tensor, expected, Comparators.topK(2, 1)).orElseThrow().describe())
                .startsWith("f (FLOAT32[2, 4]): of the 4 largest elements of its rows 3 are where they are expected; "
                        + "6 of 8 elements are not as expected, compared by the 2 largest of each row, of which 1.0 "
                        + "must agree");
        assertThat(Comparison.compare("f", tensor, expected, Comparators.topK(100, 1))).isEmpty();
    }

    @Test
    void aTensorWithoutElementsHasNothingWrong() {
        HostTensor none = HeapTensors.of(FLOAT32, 3, 0);

        assertThat(describe(none, Comparators.topK(2, 1))).isEmpty();
        assertThat(describe(none, Comparators.relativeL2(0))).isEmpty();
        assertThat(describe(none, Comparators.ulps(0))).isEmpty();
    }

    @Test
    void oneOfTheTestHasATextIfItIsGivenOne() {
        GoldenComparator never = values -> Optional.of(Rejection.because("nothing is good enough"));
        HostTensor tensor = HeapTensors.of(FLOAT32, 2).fill(1);

        assertThat(describe(tensor, never)).isEqualTo("f (FLOAT32[2]): nothing is good enough; 0 of 2 elements are "
                + "not as expected, compared by a function of the test");
        assertThat(describe(tensor, Comparators.named("by taste", never))).endsWith("compared by taste");
    }

    @Test
    void limitsThatMeanNothingAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Comparators.ulps(-1))
                .withMessage("a number of ulps is 0 or more, found -1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> Comparators.cosine(1.1))
                .withMessage("a cosine is from -1 to 1, found 1.1");
        assertThatIllegalArgumentException().isThrownBy(() -> Comparators.topK(0, 1))
                .withMessage("a number of elements is 1 or more, found 0.0");
        assertThatIllegalArgumentException().isThrownBy(() -> Comparators.relativeL2(Double.NaN));
    }

    private static String describe(HostTensor tensor, GoldenComparator comparator) {
        return Comparison.compare("f", tensor, new Expected.Reals(index -> 1), comparator).map(Mismatch::describe)
                .orElse("");
    }
}
