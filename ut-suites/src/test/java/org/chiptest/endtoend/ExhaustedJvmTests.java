package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A scenario that keeps all memory or descriptors of the test JVM costs none of those behind it, nor the report. */
class ExhaustedJvmTests {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"keepsAllMemory, passed, no memory left", "failsForWantOfMemory, failed, no memory left",
        "keepsAllDescriptors, failed, no file descriptors left"})
    void whatComesAfterwardsRunsOnAReserve(String scenario, String outcome, String warning) throws Exception {
        Path log = folder.resolve("log");
        Path summary = folder.resolve("summary.json");
        Process process = new ProcessBuilder("sh", "-c", "ulimit -n 1000; exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                // others say that there is no memory when there is some left
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-Dchiptest.summary=" + summary,
                "-Dallure.results.directory=" + folder.resolve("allure"), "-Dorder=listed",
                "-Dcase=" + scenario + ",startsAWorker", "-cp", System.getProperty("java.class.path"),
                OutsideRun.class.getName(), ExhaustingScenarios.class.getName()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        try {
            assertThat(process.waitFor(8, TimeUnit.MINUTES)).as(Files.readString(log)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(log).content().contains("chiptest SUCCESSFUL").doesNotContain("NoClassDefFoundError");
        assertThat(summary).content().contains("\"discovered\": 2")
                .containsPattern("startsAWorker default[^}]*\"outcome\": \"passed\"")
                .containsPattern(
                        "\"warnings\": \\[\"when ExhaustingScenarios." + scenario + " .* had ended, this JVM had "
                                + warning)
                .containsPattern(scenario + " default[^}]*\"outcome\": \"" + outcome + "\"");
    }
}
