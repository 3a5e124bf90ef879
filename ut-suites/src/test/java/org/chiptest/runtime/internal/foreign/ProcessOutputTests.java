package org.chiptest.runtime.internal.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessOutputTests {

    @TempDir
    Path folder;

    @Test
    void whatWasWrittenBehindAMarkIsRead() throws IOException {
        Path file = Files.writeString(folder.resolve("log"), "before\n");
        ProcessOutput output = new ProcessOutput(file);
        long mark = output.mark();
        Files.writeString(file, "[ERROR] no luck\n\nat all", StandardOpenOption.APPEND);
        assertThat(output.since(mark)).containsExactly("[ERROR] no luck", "at all");
    }

    @Test
    void aLibraryThatClosesItsStandardErrorOrPutsSomethingInItsPlaceIsSaidTo() throws IOException {
        Path file = Files.writeString(folder.resolve("log"), "before");
        ProcessOutput output = new ProcessOutput(file);
        long mark = output.mark();
        Files.delete(file);
        assertThat(output.mark()).isZero();
        assertThat(output.since(mark))
                .containsExactly("(nobody knows: it has closed the standard error of its process, or put"
                        + " something else in its place)");
        Files.createSymbolicLink(file, Path.of("/dev/null"));
        assertThat(output.since(mark)).singleElement().asString().startsWith("(nobody knows: ");
    }
}
