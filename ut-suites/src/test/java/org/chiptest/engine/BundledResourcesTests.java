package org.chiptest.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.chiptest.engine.summary.Outcome;
import org.chiptest.engine.summary.RunSummary;
import org.chiptest.engine.summary.Status;
import org.chiptest.runtime.toolchain.Toolchain;
import org.chiptest.runtime.toolchain.ToolchainSettings;
import org.chiptest.runtime.worker.process.StartupCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.JUnitException;

class BundledResourcesTests {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final RunSummary summary = new RunSummary();

    @Test
    void theSummaryIsWrittenBeforeTheFirstTestAndShownAfterTheLast() {
        Path file = folder.resolve("new/summary.json");
        summary.discovered(Map.of("a", "test a"), 1);

        report(file);
        assertThat(file).content().contains("\"discovered\": 1").contains("\"passed\": 0");
        assertThat(console.toString(StandardCharsets.UTF_8)).isEmpty();

        summary.ended("a", Outcome.notRun(Status.SKIPPED, "because"));
        report(file);
        assertThat(file).content().contains("\"skipped\": 1");
        assertThat(console.toString(StandardCharsets.UTF_8)).startsWith("chiptest: 1 test, 1 skipped");
    }

    @Test
    void aFileThatCannotBeWrittenIsNamedWithTheSettingThatNamesAnother() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "").resolve("summary.json");

        assertThatExceptionOfType(JUnitException.class).isThrownBy(() -> report(file)).withMessage(
                "the summary of the run cannot be written to %s; make the folder writable or name another file"
                        + " by -Dchiptest.summary",
                file);
    }

    private void report(Path file) {
        ToolchainSettings settings = ToolchainSettings.parse(System::getProperty, Map.of())
                .withCacheDirectory(folder.resolve("cache"));
        try (BundledResources resources = new BundledResources(Toolchain.open(settings),
                StartupCache.in(folder.resolve("startup")), new PrintStream(console, true, StandardCharsets.UTF_8))) {
            resources.report(summary, file);
        }
    }
}
