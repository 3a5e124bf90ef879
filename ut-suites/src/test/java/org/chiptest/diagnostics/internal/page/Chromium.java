package org.chiptest.diagnostics.internal.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

/** A real browser without a window, for what only a browser can tell of a page. */
final class Chromium {

    private static final long SECONDS = 120;

    private final Path program;
    private final Path work;

    private Chromium(Path program, Path work) {
        this.program = program;
        this.work = work;
    }

    /** Find the browser, or end the test as aborted where there is none. */
    static Chromium in(Path work) {
        Optional<Path> program = Stream.of(System.getenv("PATH").split(File.pathSeparator)).flatMap(
                folder -> Stream.of("chromium", "chromium-browser", "google-chrome").map(Path.of(folder)::resolve))
                .filter(Files::isExecutable).findFirst();
        Assumptions.assumeTrue(program.isPresent(),
                "Chromium is not on the PATH (Debian: apt-get install chromium); pages are not opened");
        return new Chromium(program.orElseThrow(), work);
    }

    /** Open a page, let its script run, and return what the document has become. */
    String open(Path page, String query) throws IOException, InterruptedException {
        Path document = Files.createTempFile(work, "document", ".html");
        Path log = Files.createTempFile(work, "chromium", ".log");
        Process browser = new ProcessBuilder(List.of(program.toString(), "--headless", "--no-sandbox", "--disable-gpu",
                "--disable-background-networking", "--no-first-run", "--window-size=1500,900",
                "--user-data-dir=" + Files.createTempDirectory(work, "profile"), "--dump-dom",
                page.toAbsolutePath().toUri() + query)).redirectOutput(document.toFile()).redirectError(log.toFile())
                .start();
        if (!browser.waitFor(SECONDS, TimeUnit.SECONDS)) {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly();
            fail("Chromium did not end within %d s; it said: %s", SECONDS, Files.readString(log));
        }
        assertThat(browser.exitValue()).as(Files.readString(log)).isZero();
        return Files.readString(document);
    }
}
