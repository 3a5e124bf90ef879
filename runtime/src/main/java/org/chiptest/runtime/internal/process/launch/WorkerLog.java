package org.chiptest.runtime.internal.process.launch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.chiptest.runtime.internal.linker.Libc;

/**
 * Read what a worker process has written to its standard output and error. Both go to one file, of which only the last
 * {@value #MOST} bytes of a part are read.
 *
 * <p>However much a process writes, its file takes {@value #KEPT} bytes and what is written between two looks: the space of what
 * came before is given back. Places in the file stay what they are, so marks hold.
 */
public final class WorkerLog {

    private static final int MOST = 1 << 20;
    private static final int TAIL_BYTES = 16_384;

    /** Bytes at the end whose space is never given back. */
    public static final long KEPT = 16L << 20;

    /** What is given back at once, at least: a call for each line would be a waste. */
    private static final long STEP = 16L << 20;

    private final Path file;
    private long givenBack;

    WorkerLog(Path file) {
        this.file = file;
    }

    public Path file() {
        return file;
    }

    /** Return the place up to which the log is written now. */
    public long mark() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw gone(e);
        }
    }

    /** Give back the space of all but the end; called now and then while the process lives, by one thread. */
    void limit() {
        long before = mark() - KEPT;
        if (before - givenBack < STEP) {
            return;
        }
        int descriptor = Libc.open(file.toString(), Libc.O_RDWR | Libc.O_CLOEXEC);
        try {
            Libc.punchHole(descriptor, before);
            givenBack = before;
        } finally {
            Libc.close(descriptor);
        }
    }

    /** Return what was written behind a mark. */
    public String since(long mark) {
        return between(mark, Long.MAX_VALUE);
    }

    /** Return what was written between two marks. */
    public String between(long mark, long to) {
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
    public List<String> tail(long end) {
        return between(Math.max(0, end - TAIL_BYTES), end).lines().toList();
    }

    private UncheckedIOException gone(IOException e) {
        return new UncheckedIOException(
                "the log of the worker process, " + file + ", cannot be read; read it before the worker is closed", e);
    }
}
