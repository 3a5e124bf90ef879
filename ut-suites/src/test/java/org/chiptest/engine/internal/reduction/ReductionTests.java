package org.chiptest.engine.internal.reduction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a list when everything is taken away that it can do without. */
class ReductionTests {

    private final AtomicInteger questions = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 77, 100, 198, 199})
    void oneOfTwoHundredIsFoundInAFewQuestions(int needed) {
        assertThat(reduced(200, List.of(needed))).containsExactly(needed);
        assertThat(questions).hasValueLessThan(24);
    }

    @Test
    void severalStayInTheirOrder() {
        assertThat(reduced(200, List.of(3, 90, 91, 180))).containsExactly(3, 90, 91, 180);
    }

    @Test
    void nothingIsLeftIfNothingIsNeeded() {
        assertThat(reduced(50, List.of())).isEmpty();
    }

    @Test
    void allIsLeftIfAllIsNeeded() {
        List<Integer> all = IntStream.range(0, 8).boxed().toList();

        assertThat(reduced(8, all)).isEqualTo(all);
    }

    @Test
    void whoEndsTheSearchGetsTheShortestSoFar() {
        List<Integer> left = Reduction.of(IntStream.range(0, 64).boxed().toList(), list -> has(list, List.of(5)),
                () -> questions.get() < 3);

        assertThat(left).contains(5).hasSizeLessThan(64);
        assertThat(questions).hasValue(3);
    }

    private List<Integer> reduced(int size, List<Integer> needed) {
        return Reduction.of(IntStream.range(0, size).boxed().toList(), list -> has(list, needed), () -> true);
    }

    private boolean has(List<Integer> list, List<Integer> needed) {
        questions.incrementAndGet();
        List<Integer> missing = new ArrayList<>(needed);
        missing.removeAll(list);
        return missing.isEmpty();
    }
}
