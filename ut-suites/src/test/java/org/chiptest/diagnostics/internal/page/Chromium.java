package org.chiptest.diagnostics.internal.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
        Process browser = started(newProfile(), List.of("--dump-dom"), page.toAbsolutePath().toUri() + query, document,
                log);
        if (!browser.waitFor(SECONDS, TimeUnit.SECONDS)) {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly();
            fail("Chromium did not end within %d s; it said: %s", SECONDS, Files.readString(log));
        }
        assertThat(browser.exitValue()).as(Files.readString(log)).isZero();
        return Files.readString(document);
    }

    /** Return a folder for what a browser keeps, which nobody else uses. */
    Path newProfile() throws IOException {
        return Files.createTempDirectory(work, "profile");
    }

    /** Start the browser on a page, with more options. */
    Process start(Path profile, List<String> options, Path page) throws IOException {
        return started(profile, options, page.toAbsolutePath().toUri().toString(),
                Files.createTempFile(work, "chromium", ".out"), Files.createTempFile(work, "chromium", ".log"));
    }

    private Process started(Path profile, List<String> options, String page, Path out, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--headless", "--no-sandbox",
                "--disable-gpu", "--disable-background-networking", "--no-first-run", "--window-size=1500,900",
                "--user-data-dir=" + profile));
        command.addAll(options);
        command.add(page);
        return new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(log.toFile()).start();
    }
}
