package org.chiptest.engine.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.chiptest.runtime.args.Diagnostics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureChoiceTests {

    @ParameterizedTest
    @ValueSource(strings = {"swimlane", "deps,scopes", "swimlane,deps,dump,pmu,scopes,every", "pmu=4",
        "dump=name:soft max+before"})
    void theWordsOfAChoiceChooseTheSame(String text) {
        CaptureChoice choice = CaptureChoice.parse(text);

        assertThat(choice.words()).containsExactly("-Dcapture=" + text);
        assertThat(CaptureChoice.parse(choice.words().get(0).substring("-Dcapture=".length()))).isEqualTo(choice);
    }

    @Test
    void otherShapesAreOneOfThem() {
        assertThat(CaptureChoice.parse("deps").withFormat(Diagnostics.FORMER + 1).words())
                .containsExactly("-Dcapture=deps", "-Dchiptest.capture-format=" + (Diagnostics.FORMER + 1));
    }

    @Test
    void nothingNeedsNoWord() {
        assertThat(CaptureChoice.NONE.words()).isEmpty();
    }
}
