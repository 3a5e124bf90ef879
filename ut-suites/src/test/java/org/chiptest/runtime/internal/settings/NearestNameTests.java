package org.chiptest.runtime.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

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
    void theHintListsWhatIsKnown() {
        assertThat(NearestName.hint("a5s", KNOWN)).isEqualTo("; known: a2a3, a2a3sim, a5, a5sim; did you mean a5?");
        assertThat(NearestName.hint("linux", KNOWN)).isEqualTo("; known: a2a3, a2a3sim, a5, a5sim");
    }
}
