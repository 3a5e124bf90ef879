package org.chiptest.runtime.internal.foreign;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Read what this process has just written to its standard error, where libraries say what is wrong.
 *
 * <p>A worker process writes to a file, which can be read. Where it is a terminal or a pipe, nothing can be told; nor when the library
 * has closed it, or put something else in its place, which it may.
 */
final class ProcessOutput {

    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final String LOST = "(nobody knows: it has closed the standard error of its process, or put something else"
            + " in its place)";
    private static final long MOST_BYTES = 16_384;

    private final Path file;
    private final boolean readable;

    /** Read what goes to this file. */
    ProcessOutput(Path file) {
        this.file = file;
        this.readable = Files.isRegularFile(file);
    }

    /** Read the standard error of this process. */
    static ProcessOutput ofThisProcess() {
        return new ProcessOutput(STANDARD_ERROR);
    }

    /** Return the place up to which is written now. */
    long mark() {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Return the lines behind a mark, of more than 16 KiB the last ones. */
    List<String> since(long mark) {
        if (!readable) {
            return List.of();
        }
        if (!Files.isRegularFile(file)) {
            return List.of(LOST);
        }
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            long end = open.length();
            byte[] bytes = new byte[(int) Math.clamp(end - mark, 0, MOST_BYTES)];
            open.seek(end - bytes.length);
            open.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank()).toList();
        } catch (IOException e) {
            return List.of(LOST);
        }
    }
}
