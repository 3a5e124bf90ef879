package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.chiptest.engine.internal.summary.RunSummary;
import org.chiptest.engine.internal.summary.Status;
import org.chiptest.engine.internal.summary.TestOutcome;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.toolchain.CompileService;
import org.chiptest.runtime.process.StartupCache;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CoreType;
import org.chiptest.runtime.toolchain.SourceFile;
import org.chiptest.runtime.toolchain.ToolchainSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundledResourcesTests {

    private static final String TEST = "[engine:chiptest]/[class:a]";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final RunSummary summary = new RunSummary();

    @Test
    void theSummaryIsWrittenBeforeTheFirstTestAndShownAfterTheLast() {
        Path file = folder.resolve("new/summary.json");
        summary.discovered(Map.of(TEST, "test a"), 1);

        report(file);
        assertThat(file).content().contains("\"discovered\": 1").contains("\"passed\": 0");
        assertThat(file.resolveSibling(RunFiles.PAGE)).doesNotExist();
        assertThat(console.toString(StandardCharsets.UTF_8)).isEmpty();

        summary.ended(TEST, TestOutcome.notRun(Status.SKIPPED, "because"));
        report(file);
        assertThat(file).content().contains("\"skipped\": 1");
        assertThat(file.resolveSibling(RunFiles.PAGE)).content().contains("<summary>1: because</summary>");
        assertThat(console.toString(StandardCharsets.UTF_8)).startsWith("chiptest: 1 test, 1 skipped");
    }

    @Test
    void aFileThatCannotBeWrittenIsAWarningThatNamesTheSettingForAnother() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "").resolve("summary.json");

        report(file);

        assertThat(console.toString(StandardCharsets.UTF_8))
                .startsWith("chiptest: warning: the summary of the run cannot be written to " + file
                        + "; make the folder writable or name another file by -Dchiptest.summary (java.nio.file.")
                .contains("\nchiptest: 0 tests");
    }

    @Test
    void aFullDiskIsAWarningToo() {
        summary.discovered(Map.of(TEST, "test a"), 1);
        summary.ended(TEST, TestOutcome.notRun(Status.SKIPPED, "because"));

        report(Path.of("/dev/full"));

        assertThat(console.toString(StandardCharsets.UTF_8)).contains("/dev/full; make the folder writable")
                .contains("\nchiptest: 1 test, 1 skipped");
    }

    @Test
    void whatNoEncodingKnowsCostsNoFile() throws IOException {
        Path file = folder.resolve("summary.json");
        summary.discovered(Map.of(TEST, "test a"), 1);
        summary.ended(TEST, TestOutcome.notRun(Status.SKIPPED, "half \uD800 a pair"));

        report(file);

        assertThat(file).content().contains("half \\ud800 a pair");
        assertThat(folder.resolve("summary.md")).content().contains("half ? a pair");
        assertThat(file.resolveSibling(RunFiles.PAGE)).content().contains("half \uFFFD a pair");
        assertThat(console.toString(StandardCharsets.UTF_8)).startsWith("chiptest: 1 test, 1 skipped");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proc/chiptest", "?"})
    void withoutAPlaceForTheCacheARunHasAFolderOfItsOwnAndOneWarning(String home) throws IOException {
        Path source = Files.writeString(folder.resolve("kernel.cpp"), "extern \"C\" void kernel_entry(long *) {}");
        CompileRequest kernel = new CompileRequest.Kernel(SourceFile.of(source), CoreType.AIV, "a2a3",
                RuntimeKind.HOST_BUILD_GRAPH, List.of(), "");
        List<Path> before = temporaryCaches();
        Map<String, String> properties = Map.of("user.home", home);

        try (BundledResources resources = BundledResources.open(properties::get,
                Map.of("PATH", System.getenv("PATH")), stream())) {
            assertThat(temporaryCaches()).hasSize(before.size() + 1);
            assertThat(resources.toolchain().compile(kernel).join().file()).exists();
        }

        assertThat(temporaryCaches()).isEqualTo(before);
        assertThat(console.toString(StandardCharsets.UTF_8)).startsWith("chiptest: warning: ")
                .contains(
                        "chiptest.compile.cache. This run compiles everything anew, in a folder that is deleted at its")
                .hasLineCount(1);
    }

    private static List<Path> temporaryCaches() {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith("chiptest-cache-")).sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PrintStream stream() {
        return new PrintStream(console, true, StandardCharsets.UTF_8);
    }

    private void report(Path file) {
        ToolchainSettings settings = ToolchainSettings.parse(System::getProperty, Map.of())
                .withCacheDirectory(folder.resolve("cache"));
        try (BundledResources resources = new BundledResources(CompileService.open(settings),
                Optional.of(StartupCache.in(folder.resolve("startup"))), Optional.empty(), stream(), 1 << 20,
                Optional.empty())) {
            resources.report(summary, file);
        }
    }
}
