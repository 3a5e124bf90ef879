package org.chiptest.diagnostics.internal.divergence;

import static org.assertj.core.api.Assertions.assertThat;

import org.chiptest.diagnostics.divergence.Rounding;
import org.chiptest.diagnostics.divergence.Rounding.Evidence;
import org.chiptest.runtime.args.DataType;
import org.junit.jupiter.api.Test;

/** What is taken for a difference of rounding, and what is not. */
class RoundingSearchTests {

    private static final int MANY = 100;

    private final RoundingSearch search = new RoundingSearch(DataType.FLOAT32);

    @Test
    void oneWrongElementOfManyIsNotRounding() {
        search.addEqual(0.1f);
        search.add(100.0, 100.3);

        assertThat(search.found(MANY, 1, true)).isEmpty();
    }

    @Test
    void theLastPlaceOfTheOwnTypeIsRounding() {
        search.add(1.0f, Math.nextUp(1.0f));

        assertThat(search.found(MANY, 1, true)).contains(new Rounding(DataType.FLOAT32, Evidence.WITHIN_ONE_STEP));
    }

    @Test
    void manyElementsThatAreOffByLessThanAStepAreRounding() {
        for (int i = 1; i <= MANY; i++) {
            search.add(i, i * (i % 2 == 0 ? 1.003 : 0.997));
        }

        assertThat(search.found(MANY, MANY, false)).contains(new Rounding(DataType.BFLOAT16, Evidence.WITHIN_ONE_STEP));
    }

    @Test
    void elementsThatAreAllOffByTheSameAreNotRounding() {
        for (int i = 300; i <= 310; i++) {
            search.add(i + 0.25, i);
        }

        assertThat(search.found(11, 11, true)).isEmpty();
    }

    @Test
    void aSideWithValuesThatTheTypeCannotHoldWasNotRounded() {
        search.add(256, 257);
        assertThat(search.found(2, 1, true)).contains(new Rounding(DataType.BFLOAT16, Evidence.SUSPECT_IS_ROUNDED));

        search.addEqual(259);
        assertThat(search.found(2, 1, true)).isEmpty();
    }

    @Test
    void valuesBeyondTheTypeAreNoneOfIts() {
        for (int i = 0; i < MANY; i++) {
            search.add(125_272.5 + i, 125_275.5 - i);
        }

        assertThat(search.found(MANY, MANY, false)).contains(new Rounding(DataType.BFLOAT16, Evidence.WITHIN_ONE_STEP));
    }

    @Test
    void integersAreNotRounded() {
        RoundingSearch integers = new RoundingSearch(DataType.INT32);
        integers.add(1, 2);

        assertThat(integers.found(1, 1, true)).isEmpty();
    }
}
