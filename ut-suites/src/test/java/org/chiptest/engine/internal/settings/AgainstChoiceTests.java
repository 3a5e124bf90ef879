package org.chiptest.engine.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code -Dagainst} can say, and {@code -Ddiverge}. */
class AgainstChoiceTests {

    private static final List<String> PLATFORMS = List.of("a2a3sim", "a5sim");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hbg                                | host_build_graph
            tensormap_and_ringbuffer           | tensormap_and_ringbuffer
            a5sim                              | a5sim
            a5sim/trb                          | a5sim tensormap_and_ringbuffer
            trb / a5sim                        | a5sim tensormap_and_ringbuffer
            threads=1                          | threads 1
            blockdim=24/threads=4              | blockdim 24 threads 4
            sanitizer=address                  | sanitizer ADDRESS
            hbg/sanitizer=none                 | host_build_graph sanitizer NONE
            hbg/exact                          | host_build_graph exact
            a5sim/trb/blockdim=1/threads=2/sanitizer=undefined/exact | a5sim tensormap_and_ringbuffer blockdim 1 threads 2 sanitizer UNDEFINED exact
            self                               | exact
            """)
    void aSideIsWordsBetweenSlashes(String text, String meaning) {
        AgainstChoice choice = AgainstChoice.parse(text).known(PLATFORMS);

        assertThat(words(choice)).isEqualTo(meaning);
        assertThat(choice.isSelf()).isEqualTo(text.equals("self"));
        assertThat(choice).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            a5simm        | unknown side 'a5simm'; known: a2a3sim, a5sim, host_build_graph, hbg, tensormap_and_ringbuffer, trb, self, exact, blockdim=1, threads=1, sanitizer=address; did you mean a5sim?
            hbg,trb       | unknown side 'hbg,trb'; known: a2a3sim, a5sim, host_build_graph, hbg, tensormap_and_ringbuffer, trb, self, exact, blockdim=1, threads=1, sanitizer=address
            hbg/trb       | 'hbg/trb' says its runtime twice; there is one other side, of one of each
            a5sim/a2a3sim | 'a5sim/a2a3sim' says its platform twice; there is one other side, of one of each
            threads=1/threads=2 | 'threads=1/threads=2' says its threads twice; there is one other side, of one of each
            threads=0     | '0' is no threads; write a number from 1 on
            blockdim=many | 'many' is no blockdim; write a number from 1 on
            thread=1      | unknown part 'thread' of a side; known: blockdim, threads, sanitizer; did you mean threads?
            sanitizer=adress | unknown sanitizer 'adress'; known: none, address, undefined; did you mean address?
            self/hbg      | 'self' is the same again, to the bit; say nothing beside it
            exact         | 'exact' says how to compare, not with what; name a side too, such as hbg/exact
            hbg/          | there is an empty word; separate words by single slashes
            """)
    void anythingElseIsAnErrorThatSaysWhatIsPossible(String text, String message) {
        assertThatThrownBy(() -> AgainstChoice.parse(text).known(PLATFORMS))
                .isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"always,ALWAYS,1", "true,ALWAYS,1", "auto,AFTER_FAILURE,1", "never,NEVER,1", "false,NEVER,1",
        "2,REPEATED,2", "500,REPEATED,500"})
    void tasksAreComparedAlwaysAfterAFailureOrOverSeveralRuns(String text, DivergeChoice.When when, int times) {
        assertThat(DivergeChoice.parse(text)).isEqualTo(new DivergeChoice(when, times));
    }

    @ParameterizedTest
    @CsvSource({"1", "10001", "yes", "-2"})
    void otherTimesAreRefused(String text) {
        assertThatThrownBy(() -> DivergeChoice.parse(text)).hasMessage(
                "'" + text + "' is neither always, auto or never nor how often to run, from 2 to 10000");
    }

    @Test
    void aNumberOfRunsNeedsNoOtherSideAndExcludesIt() {
        assertThat(ComparisonSettings.of(Optional.empty(), DivergeChoice.parse("3")).against())
                .contains(AgainstChoice.ITSELF);
        assertThatThrownBy(
                () -> ComparisonSettings.of(Optional.of(AgainstChoice.parse("hbg")), DivergeChoice.parse("3")))
                .hasMessage(
                        "diverge=3 runs the same variant 3 times, and against=hbg another one; set one of them");
    }

    private static String words(AgainstChoice choice) {
        return Stream.of(choice.platform().orElse(""), choice.runtime().map(each -> each.id()).orElse(""),
                choice.blockDim().isPresent() ? "blockdim " + choice.blockDim().getAsInt() : "",
                choice.threads().isPresent() ? "threads " + choice.threads().getAsInt() : "",
                choice.sanitizer().map(each -> "sanitizer " + each).orElse(""), choice.exact() ? "exact" : "")
                .filter(word -> !word.isEmpty()).collect(Collectors.joining(" "));
    }
}
