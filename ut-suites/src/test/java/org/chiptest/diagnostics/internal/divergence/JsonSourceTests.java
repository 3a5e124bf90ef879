package org.chiptest.diagnostics.internal.divergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON is read piece by piece, and what is none is refused. */
class JsonSourceTests {

    @Test
    void allKindsOfValuesAreRead() throws IOException {
        assertThat(json(" {\"a\\n\\u0041\" : [1, -2, 0.5, 1e3, true, false, null, {}, [ ]] } ").value())
                .isEqualTo(Map.of("a\nA", List.of(1L, -2L, 0.5, 1000.0, true, false, "null", Map.of(), List.of())));
    }

    @Test
    void membersAreWalkedThrough() throws IOException {
        JsonSource json = json("{\"skipped\":[{}],\"wanted\":[7,8]}");
        json.enter('{');
        assertThat(json.hasNext('}')).isTrue();
        assertThat(json.name()).isEqualTo("skipped");
        json.value();
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"a\" 1}|at character 6 ':' was expected, found '1'",
        "[1,|at character 4 a value was expected, found the end of the file",
        "\"a|at character 3 the end of a text was expected, found the end of the file",
        "\"\\u00g0\"|at character 6 four hexadecimal digits was expected, found 'g'",
        "[hello]|at character 7 a value was expected, found ']'"})
    void whatIsNoJsonIsNamedWithItsPlace(String text, String message) {
        assertThatThrownBy(() -> json(text).value()).isInstanceOf(IOException.class).hasMessage(message);
    }

    private static JsonSource json(String text) throws IOException {
        return new JsonSource(new StringReader(text));
    }
}
