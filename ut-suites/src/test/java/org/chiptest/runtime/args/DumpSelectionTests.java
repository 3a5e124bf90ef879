package org.chiptest.runtime.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.chiptest.runtime.args.DumpSelection.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DumpSelectionTests {

    @Test
    void aSelectionIsReadFromTextAndWrittenAgain() {
        DumpSelection selection = DumpSelection.parse("after+task:r1t7+func:3+task:17+marked+task:t2");

        assertThat(selection).isEqualTo(DumpSelection.ALL.withTask(17).withTask(2).withTask(1L << 32 | 7)
                .withFunction(3).withStage(Stage.AFTER).onlyMarked());
        assertThat(selection).hasToString("task:2+task:17+task:r1t7+func:3+after+marked");
        assertThat(DumpSelection.parse(selection.toString())).isEqualTo(selection);
    }

    @Test
    void theEmptyTextSelectsEverything() {
        assertThat(DumpSelection.parse("")).isEqualTo(DumpSelection.ALL).hasToString("");
    }

    @Test
    void withoutAStageThereAreBoth() {
        assertThat(DumpSelection.ALL.has(Stage.BEFORE)).isTrue();
        assertThat(DumpSelection.parse("after").has(Stage.BEFORE)).isFalse();
        assertThat(DumpSelection.parse("after+before").has(Stage.BEFORE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"task:", "task:x", "func:-1", "during", "func", "task:r1", "after+", "task:99999999999"})
    void whatSelectsNothingIsRefused(String text) {
        assertThatThrownBy(() -> DumpSelection.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("' selects nothing of a dump; there are task:17, task:r1t17, func:3, before, "
                        + "after and marked, joined by +");
    }

    @Test
    void aSelectionThatIsTooLongToBePassedOnIsRefused() {
        DumpSelection selection = DumpSelection.ALL;
        for (int task = 1000; task < 1099; task++) {
            selection = selection.withTask(task);
        }
        DumpSelection longest = selection;

        assertThat(longest.toString()).hasSize(989);
        assertThatThrownBy(() -> longest.withTask(1).withTask(2)).hasMessage("the selection of a dump takes 1003 "
                + "characters, at most 1000 are possible; name fewer tasks, or select by func id");
    }
}
