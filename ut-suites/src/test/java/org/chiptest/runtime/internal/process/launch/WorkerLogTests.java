package org.chiptest.runtime.internal.process.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.chiptest.runtime.internal.process.parent.FileSpace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerLogTests {

    @TempDir
    Path directory;
    private Path file;
    private WorkerLog log;

    @BeforeEach
    void create() throws IOException {
        file = Files.createFile(directory.resolve("log"));
        log = new WorkerLog(file);
    }

    @Test
    void aMarkCutsTheLog() throws IOException {
        Files.writeString(file, "before\n");
        long mark = log.mark();
        assertThat(log.since(mark)).isEmpty();
        Files.writeString(file, "before\nafter \u00e4\n");
        assertThat(log.since(mark)).isEqualTo("after \u00e4\n");
        assertThat(log.tail(log.mark())).containsExactly("before", "after \u00e4");
    }

    @Test
    void aLogThatHasBecomeShorterHasNothingBehindTheMark() throws IOException {
        Files.writeString(file, "short");
        assertThat(log.since(1000)).isEmpty();
        assertThat(log.since(-5)).isEqualTo("short");
    }

    @Test
    void onlyTheEndOfALongLogIsRead() throws IOException {
        Files.writeString(file, "x".repeat(1 << 20) + "1234");
        assertThat(log.since(0)).startsWith("[4 bytes before this are left out]\nxxx").endsWith("x1234")
                .hasSize((1 << 20) + "[4 bytes before this are left out]\n".length());
        assertThat(log.since(4)).startsWith("xxx").hasSize(1 << 20);
        assertThat(log.tail(log.mark())).singleElement().asString().hasSize(16_384);
    }

    @Test
    void ofALongLogOnlyTheEndTakesSpaceAndMarksHold() throws IOException {
        long beginning = WorkerLog.KEPT * 3;
        fill(beginning);
        Files.writeString(file, "the last words\n", StandardOpenOption.APPEND);
        long mark = beginning + "the last ".length();

        log.limit();

        assertThat(Files.size(file)).isEqualTo(beginning + "the last words\n".length());
        assertThat(FileSpace.of(file)).isLessThanOrEqualTo(WorkerLog.KEPT + (64 << 10));
        assertThat(log.since(mark)).isEqualTo("words\n");
        assertThat(log.tail(log.mark())).last().isEqualTo("the last words");
    }

    @Test
    void aShortLogKeepsItsSpace() throws IOException {
        fill(WorkerLog.KEPT);
        long before = FileSpace.of(file);
        log.limit();
        assertThat(FileSpace.of(file)).isEqualTo(before);
    }

    @Test
    void anInterruptedThreadCanReadIt() throws IOException {
        Files.writeString(file, "text");
        Thread.currentThread().interrupt();
        try {
            assertThat(log.since(0)).isEqualTo("text");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private void fill(long bytes) throws IOException {
        byte[] piece = "0123456789abcde\n".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < bytes; written += piece.length) {
                out.write(piece);
            }
        }
    }

    @Test
    void aLogThatIsGoneSaysWhenToReadIt() throws IOException {
        Files.delete(file);
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(log::mark).withMessage("the log of the worker"
                + " process, %s, cannot be read; read it before the worker is closed", file);
    }
}
