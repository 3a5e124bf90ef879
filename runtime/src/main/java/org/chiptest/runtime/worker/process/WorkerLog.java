package org.chiptest.runtime.worker.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Read what a worker process has written to its standard output and error. Both go to one file, of which only the last
 * {@value #MOST} bytes of a part are read.
 */
final class WorkerLog {

    private static final int MOST = 1 << 20;
    private static final int TAIL_BYTES = 16_384;

    private final Path file;

    WorkerLog(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** Return the place up to which the log is written now. */
    long mark() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw gone(e);
        }
    }

    /** Return what was written behind a mark. */
    String since(long mark) {
        return between(mark, Long.MAX_VALUE);
    }

    /** Return what was written between two marks. */
    String between(long mark, long to) {
        // no channel: that of an interrupted thread closes itself
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            long end = Math.min(open.length(), to);
            long from = Math.clamp(mark, 0, end);
            long begin = Math.max(from, end - MOST);
            String cut = begin > from ? "[" + (begin - from) + " bytes before this are left out]\n" : "";
            byte[] bytes = new byte[(int) (end - begin)];
            open.seek(begin);
            open.readFully(bytes);
            return cut + new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw gone(e);
        }
    }

    /** Return the last lines before a mark, of {@value #TAIL_BYTES} bytes at most. */
    List<String> tail(long end) {
        return between(Math.max(0, end - TAIL_BYTES), end).lines().toList();
    }

    private UncheckedIOException gone(IOException e) {
        return new UncheckedIOException(
                "the log of the worker process, " + file + ", cannot be read; read it before the worker is closed", e);
    }
}
