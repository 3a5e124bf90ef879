package org.chiptest.runtime.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTests {

    @Test
    void valuesBecomeThoseOfJava() {
        assertThat(JsonReader.read(" {\"a\": [1, -2.5e3, true, false, null], \"b\": {\"c\": \"d\"}, \"e\": []} "))
                .isEqualTo(Map.of("a", Arrays.asList(1L, -2500.0, true, false, null), "b", Map.of("c", "d"), "e",
                        List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "a \"b\" \\ /", "line\nfeed\ttab\r", "\u0001 \u00e4 \ud83d\ude00 \u2028"})
    void whatIsQuotedIsReadAgain(String text) {
        assertThat(JsonReader.read(JsonString.of(text))).isEqualTo(text);
    }

    @Test
    void escapesAreUnderstood() {
        assertThat(JsonReader.read("\"\\u0041\\/\\b\\f\"")).isEqualTo("A/\b\f");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
        "{\"a\" 1}; at character 5 is '1' instead of ':'",
        "[1, 2; at character 5 is the end instead of more",
        "[,1]; at character 1 is ',' instead of a value",
        "[1,]; at character 3 is ']' instead of a value",
        "[hello]; at character 1 is 'h' instead of a value",
        "[1 2]; at character 3 is '2' instead of ']'",
        "01; at character 0 is '0' instead of a value",
        "tru; at character 0 is 't' instead of a value",
        "\"abc; at character 4 is the end instead of more",
        "\"\\x\"; at character 2 is 'x' instead of an escape",
        "\"\\u00g0\"; at character 5 is 'g' instead of a hexadecimal digit",
        "{} {}; at character 3 is '{' instead of the end"})
    void whatIsNoJsonSaysWhere(String text, String where) {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonReader.read(text)).withMessage("no JSON: " + where);
    }

    @Test
    void membersAreWalkedThrough() {
        JsonReader json = new JsonReader(new StringReader("{\"skipped\":[{}],\"wanted\":[7, 8]}"));
        json.enter('{');
        assertThat(json.hasNext('}')).isTrue();
        assertThat(json.name()).isEqualTo("skipped");
        assertThat(json.value()).isEqualTo(List.of(Map.of()));
        assertThat(json.hasNext('}')).isTrue();
        assertThat(json.name()).isEqualTo("wanted");
        json.enter('[');
        assertThat(json.hasNext(']')).isTrue();
        assertThat(json.value()).isEqualTo(7L);
        assertThat(json.hasNext(']')).isTrue();
        assertThat(json.value()).isEqualTo(8L);
        assertThat(json.hasNext(']')).isFalse();
        assertThat(json.hasNext('}')).isFalse();
    }

    @Test
    void nestingIsBounded() {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonReader.read("[".repeat(100_000)))
                .withMessageContaining("less than 100 values in each other");
    }

    @Test
    void damagedTextNeverDoesAnythingElse() {
        String text = "{\"a\": [1, -2.5e3, true, null], \"b\": {\"c\": \"d\\u0041\"}}";
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder damaged = new StringBuilder(text);
            for (int j = random.nextInt(1, 4); j > 0; j--) {
                damaged.setCharAt(random.nextInt(text.length()), (char) random.nextInt(32, 127));
            }
            try {
                var _ = JsonReader.read(damaged.toString());
            } catch (IllegalArgumentException e) {
                assertThat(e).as("seed %d: %s", seed, damaged).hasMessageStartingWith("no JSON: at character ");
            }
        }
    }
}
