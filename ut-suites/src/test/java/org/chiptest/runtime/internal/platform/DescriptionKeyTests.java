package org.chiptest.runtime.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keep the table in {@code docs/foreign-runtimes.md} true. */
class DescriptionKeyTests {

    @Test
    void theTableIsWhatTheKeysSay() throws IOException {
        assertThat(Files.readAllLines(Path.of("..", "docs", "foreign-runtimes.md"))).containsSubsequence(
                Arrays.stream(DescriptionKey.values())
                        .map(key -> "| `" + key.text() + "` | `" + key.example() + "` | " + key.meaning() + " |")
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void everyExampleIsPossible(DescriptionKey key) {
        String written = key.text().replace("*", "NAME");
        assertThat(DescriptionKey.of(written)).contains(key);
        assertThatCode(() -> new PlatformDescription("mysim", Map.of(written, key.example())))
                .doesNotThrowAnyException();
    }

    @Test
    void aDescriptionIsTheSameWhenItWasWrittenAndRead() {
        PlatformDescription description = new PlatformDescription("my-sim",
                Map.of("home", "/a b\\c:d=e#f", "infra", "x\\d+!\t", "environment.ÄB", "ü"));
        assertThat(PlatformDescription.parse(description.text())).isEqualTo(description);
    }
}
