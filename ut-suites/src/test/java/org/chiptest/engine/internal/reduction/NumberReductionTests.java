package org.chiptest.engine.internal.reduction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import org.chiptest.engine.internal.reduction.NumberReduction.Range;
import org.junit.jupiter.api.Test;

/** What numbers come to that are made smaller as long as they have a property together. */
class NumberReductionTests {

    private static final int MANY = 1000;
    private final AtomicInteger questions = new AtomicInteger();

    @Test
    void theBoundIsFoundByHalving() {
        assertThat(reduced(List.of(new Range(1000, 1, 1)), numbers -> numbers.getFirst() >= 778)).containsExactly(778);
        assertThat(questions).hasValueLessThan(14);
    }

    @Test
    void whatDoesNotMatterIsLeastAfterOneQuestion() {
        assertThat(reduced(List.of(new Range(4096, 16, 16)), _ -> true)).containsExactly(16);
        assertThat(questions).hasValue(1);
    }

    @Test
    void onlyWhatItCanBeIsTried() {
        assertThat(reduced(List.of(new Range(128, 32, 16)), numbers -> {
            assertThat(numbers.getFirst()).isGreaterThanOrEqualTo(32);
            assertThat(numbers.getFirst() % 16).isZero();
            return numbers.getFirst() > 50;
        })).containsExactly(64);
    }

    /** The first can become smaller only once the second one has. */
    @Test
    void numbersThatDependOnEachOtherAreTriedAgain() {
        assertThat(reduced(List.of(new Range(8, 1, 1), new Range(8, 1, 1)),
                numbers -> numbers.getFirst() >= numbers.getLast())).containsExactly(1, 1);
    }

    @Test
    void nothingIsAskedTwice() {
        List<List<Integer>> asked = new ArrayList<>();

        reduced(List.of(new Range(9, 1, 1), new Range(9, 1, 1)), numbers -> {
            asked.add(numbers);
            return numbers.getFirst() + numbers.getLast() > 11;
        });

        assertThat(asked).doesNotHaveDuplicates();
    }

    @Test
    void whoEndsTheSearchGetsTheSmallestSoFar() {
        assertThat(NumberReduction.of(List.of(new Range(1000, 1, 1)), numbers -> {
            questions.incrementAndGet();
            return numbers.getFirst() > 7;
        }, () -> questions.get() < 3)).containsExactly(250);
    }

    @Test
    void numbersThatAreLeastAreLeftAlone() {
        assertThat(reduced(List.of(new Range(1, 1, 1)), _ -> true)).containsExactly(1);
        assertThat(questions).hasValue(0);
    }

    private List<Integer> reduced(List<Range> ranges, Predicate<List<Integer>> has) {
        return NumberReduction.of(ranges, numbers -> {
            questions.incrementAndGet();
            return has.test(numbers);
        }, () -> questions.get() < MANY);
    }
}
