package org.chiptest.engine.internal.meaning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import org.chiptest.runtime.device.DeviceException;
import org.junit.jupiter.api.Test;

/** What codes of devices mean. */
class ErrorMeaningTests {

    @Test
    void thePageShowsTheTable() throws IOException {
        assertThat(Files.readAllLines(Path.of("..", ErrorMeaning.PAGE))).filteredOn(line -> line.startsWith("|"))
                .containsExactlyElementsOf(Stream.concat(
                        Stream.of("| Code | Name | Meaning | Usual cause | Next step |",
                                "| --- | --- | --- | --- | --- |"),
                        Arrays.stream(ErrorMeaning.values()).map(ErrorMeaning::row)).toList());
    }

    @Test
    void aCodeInTheCausesOfAFailureIsFound() {
        assertThat(ErrorMeaning.of(new IllegalStateException(new DeviceException(-4, "no room")))).get()
                .asString().isEqualTo("DEP_POOL_OVERFLOW");
    }

    @Test
    void aCodeThatSaysNoMoreThanThatItFailedHasNothingToTell() {
        assertThat(ErrorMeaning.of(new DeviceException(-1, "refused"))).isEmpty();
        assertThat(ErrorMeaning.of(new DeviceException(-6, "never used"))).isEmpty();
        assertThat(ErrorMeaning.of(new IllegalStateException("no code"))).isEmpty();
    }

    @Test
    void aLineTellsCodeMeaningAndWhatToDo() {
        assertThat(ErrorMeaning.FLOW_CONTROL_DEADLOCK.describe())
                .isEqualTo("-3 FLOW_CONTROL_DEADLOCK: a task needs a place in "
                        + "its ring, and none can come back; end scopes earlier, nest fewer of them, or set a larger window "
                        + "(RunSettings.withTaskWindow) (docs/error-codes.md)");
    }

    @Test
    void codesAreDistinctAndNegative() {
        assertThat(ErrorMeaning.values()).extracting(ErrorMeaning::code).doesNotHaveDuplicates()
                .allMatch(code -> code < 0);
    }
}
