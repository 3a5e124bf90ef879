package org.chiptest.api.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.chiptest.runtime.args.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToleranceTests {

    @ParameterizedTest
    @CsvSource({"101, 100, true", "99, 100, true", "102, 100, true", "102.1, 100, false", "-102, -100, true",
        "1, 0, true", "1.1, 0, false", "NaN, 0, false", "0, NaN, false", "NaN, NaN, false",
        "Infinity, Infinity, true", "-Infinity, Infinity, false", "0, Infinity, false", "Infinity, 1, false",
        "-0.0, 0.0, true"})
    void acceptsWhatIsOffByNoMoreThanBothPartsTogether(double actual, double expected, boolean accepted) {
        assertThat(new Tolerance(0.01, 1).accepts(actual, expected)).isEqualTo(accepted);
    }

    @Test
    void integersAreExactUnlessSaidOtherwise() {
        for (DataType dtype : DataType.values()) {
            boolean floating = dtype == DataType.FLOAT32 || dtype == DataType.FLOAT16 || dtype == DataType.BFLOAT16;
            assertThat(Tolerance.of(dtype).equals(Tolerance.EXACT)).as("%s", dtype).isNotEqualTo(floating);
        }
    }

    @Test
    void isNeverNegative() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Tolerance(-1, 0))
                .withMessage("a tolerance is 0 or more, found rtol -1.0 and atol 0.0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Tolerance(0, Double.NaN));
    }
}
