package org.chiptest.runtime.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonStringTests {

    /** Texts and what is expected are Java's escapes, with a backtick for a backslash. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, quoteCharacter = '#', value = {
        "a b|\"a b\"",
        "say \"it\"|\"say `\"it`\"\"",
        "``|\"``\"",
        "`n`r`t|\"`n`r`t\"",
        "`1|\"`u0001\"",
        "\u00e4\u20ac|\"\u00e4\u20ac\"",
        "\ud83d\ude00|\"\ud83d\ude00\""})
    void escapesWhatJsonDoes(String text, String expected) {
        assertThat(JsonString.of(text.replace('`', '\\').translateEscapes()))
                .isEqualTo(expected.replace('`', '\\'));
    }

    @ParameterizedTest
    @CsvSource({"d83d", "de00"})
    void escapesHalfAPair(String unit) {
        String half = Character.toString((char) Integer.parseInt(unit, 16));

        assertThat(JsonString.of(half + "x")).isEqualTo("\"\\u" + unit + "x\"");
    }
}
