package org.chiptest.runtime.internal.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written, and how; {@code docs/contract/required-behaviours.md#units-of-the-runtime}, log. */
class RuntimeLogTests {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource({"4,0,''", "3,0,error", "2,0,error warn", "1,9,error warn info9", "1,5,error warn info5 info9",
        "1,0,error warn info0 info5 info9", "0,9,error warn info0 info5 info9 debug"})
    void aThresholdMutesWhatLiesBelowIt(int level, int tier, String expected) {
        RuntimeLog log = log(new LogThreshold(level, tier));

        log.error("f", "error");
        log.warn("f", "warn");
        log.info(0, "f", "info0");
        log.info(5, "f", "info5");
        log.info(9, "f", "info9");
        log.debug("f", "debug");

        List<String> messages = text().lines().map(line -> line.substring(line.lastIndexOf(' ') + 1)).toList();
        assertThat(String.join(" ", messages)).isEqualTo(expected);
    }

    @Test
    void aLineSaysWhenWhichThreadHowBadAndWhere() {
        log(LogThreshold.defaults()).warn("rt_submit", "no room");

        assertThat(text()).isEqualTo("[2026-11-22 20:15:34.123456][T0x"
                + Long.toHexString(Thread.currentThread().threadId()) + "][WARN] rt_submit: no room"
                + System.lineSeparator());
    }

    @ParameterizedTest
    @CsvSource({"-1,0", "5,0", "1,-1", "1,10"})
    void aThresholdOutsideOfTheScaleIsRefused(int level, int tier) {
        assertThatThrownBy(() -> new LogThreshold(level, tier)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("log level is 0 to 4 and tier 0 to 9, found level " + level + ", tier " + tier);
    }

    private RuntimeLog log(LogThreshold threshold) {
        return new RuntimeLog(new PrintStream(written, true, StandardCharsets.UTF_8), threshold,
                () -> LocalDateTime.of(2026, 11, 22, 20, 15, 34, 123_456_000));
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
