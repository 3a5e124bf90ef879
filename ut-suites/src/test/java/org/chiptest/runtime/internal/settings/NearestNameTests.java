package org.chiptest.runtime.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class NearestNameTests {

    private static final List<String> KNOWN = List.of("a2a3", "a2a3sim", "a5", "a5sim");

    @Test
    void theNearestNameTakesTheFewestEdits() {
        assertThat(NearestName.to("a2a3sm", KNOWN)).contains("a2a3sim");
        assertThat(NearestName.to("A5SIM", KNOWN)).contains("a5sim");
        assertThat(NearestName.to("a5ism", KNOWN)).contains("a5sim");
    }

    @Test
    void nothingIsNearToSomethingElse() {
        assertThat(NearestName.to("linux", KNOWN)).isEmpty();
        assertThat(NearestName.to("x", List.of())).isEmpty();
    }

    @Test
    void ofNamesThatAreEquallyNearItIsTheFirstInTheAlphabet() {
        assertThat(NearestName.to("case9", List.of("case3", "case1", "case2", "cases"))).contains("case1");
    }

    @Test
    void aLetterThatIsMissingOrTooMuchAtTheEndIsOneEdit() {
        assertThat(NearestName.to("abc", List.of("abcd"))).contains("abcd");
        assertThat(NearestName.to("abc", List.of("ab"))).contains("ab");
        assertThat(NearestName.to("abc", List.of("a"))).isEmpty();
    }

    @Test
    void ofManyNamesTheHintListsSomeAndStillFindsTheNearest() {
        List<String> many = IntStream.range(0, 10_000).mapToObj(i -> "case" + i).toList();

        assertThat(NearestName.hint("cqse9999", many)).startsWith("; known: case0, case1, ")
                .endsWith(", case49 and 9950 more; did you mean case9999?").hasSizeLessThan(600);
    }

    @Test
    void theHintListsWhatIsKnown() {
        assertThat(NearestName.hint("a5s", KNOWN)).isEqualTo("; known: a2a3, a2a3sim, a5, a5sim; did you mean a5?");
        assertThat(NearestName.hint("linux", KNOWN)).isEqualTo("; known: a2a3, a2a3sim, a5, a5sim");
    }
}
