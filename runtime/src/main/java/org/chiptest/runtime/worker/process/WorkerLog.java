package org.chiptest.runtime.worker.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
        try (FileChannel channel = FileChannel.open(file)) {
            long end = channel.size();
            long begin = Math.max(Math.clamp(mark, 0, end), end - MOST);
            String cut = begin > mark ? "[" + (begin - mark) + " bytes before this are left out]\n" : "";
            ByteBuffer bytes = ByteBuffer.allocate((int) (end - begin));
            while (bytes.hasRemaining() && channel.read(bytes, begin + bytes.position()) >= 0) {
                // until the buffer is full, or the file has become shorter
            }
            return cut + StandardCharsets.UTF_8.decode(bytes.flip());
        } catch (IOException e) {
            throw gone(e);
        }
    }

    /** Return the last lines, of {@value #TAIL_BYTES} bytes at most. */
    List<String> tail() {
        return since(Math.max(0, mark() - TAIL_BYTES)).lines().toList();
    }

    private UncheckedIOException gone(IOException e) {
        return new UncheckedIOException(
                "the log of the worker process, " + file + ", cannot be read; read it before the worker is closed", e);
    }
}
