package org.chiptest.engine.internal.history;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.chiptest.runtime.internal.settings.HostClock;
import org.jspecify.annotations.Nullable;

/**
 * Keep the history of a project in a file, {@code history.jsonl}: a line of JSON for each test of each run, the oldest first.
 *
 * <p>Runs may write at the same time: each appends all of its lines at once, under a lock on a file beside it. Lines that are none are
 * passed over. A file that has grown beyond {@value #MOST_BYTES} bytes loses the older half of its lines.
 */
public final class HistoryFile {

    static final long MOST_BYTES = 64L << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS = 20;

    private final Path path;
    private final long mostBytes;

    /** Keep it in a file; its folder is made when it is first written. */
    public HistoryFile(Path path) {
        this(path, MOST_BYTES);
    }

    HistoryFile(Path path, long mostBytes) {
        this.path = path;
        this.mostBytes = mostBytes;
    }

    /** Return where it is kept. */
    public Path path() {
        return path;
    }

    /**
     * Read what is known.
     *
     * @throws IOException if there is a file and it cannot be read
     */
    public History read() throws IOException {
        return new History(lines().stream().map(HistoryEntry::parse).flatMap(Optional::stream).toList());
    }

    /**
     * Add entries.
     *
     * @throws IOException if that is not possible; then none is added
     */
    public void append(List<HistoryEntry> entries) throws IOException {
        if (entries.isEmpty()) {
            return;
        }
        String lines = entries.stream().map(HistoryEntry::line).collect(Collectors.joining("\n", "", "\n"));
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (FileChannel guard = FileChannel.open(path.resolveSibling(path.getFileName() + ".lock"), CREATE, WRITE);
                FileLock _ = lock(guard)) {
            trim(lines.length());
            write(lines);
        }
    }

    private void write(String lines) throws IOException {
        try (FileChannel file = FileChannel.open(path, CREATE, READ, WRITE)) {
            file.position(file.size());
            ByteBuffer bytes = ByteBuffer
                    .wrap((endsInsideALine(file) ? "\n" + lines : lines).getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        }
    }

    /** A run that was killed may have left half a line. */
    private static boolean endsInsideALine(FileChannel file) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        return file.size() > 0 && file.read(last, file.size() - 1) == 1 && last.get(0) != '\n';
    }

    private void trim(int more) throws IOException {
        if (!Files.exists(path) || Files.size(path) + more <= mostBytes) {
            return;
        }
        List<String> lines = lines();
        Path shorter = path.resolveSibling(path.getFileName() + ".new");
        Files.write(shorter, lines.subList(lines.size() / 2, lines.size()));
        Files.move(shorter, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private List<String> lines() throws IOException {
        try {
            // not as strict as Files.readAllLines: a damaged file costs its damaged lines
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8).lines().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private FileLock lock(FileChannel guard) throws IOException {
        long deadline = HostClock.nanos() + PATIENCE.toNanos();
        for (Optional<FileLock> lock = tryLock(guard);; lock = tryLock(guard)) {
            if (lock.isPresent()) {
                return lock.get();
            }
            if (HostClock.nanos() - deadline > 0) {
                throw new IOException("another process has held the lock of " + path + " for " + PATIENCE.toSeconds()
                        + " s; end it, or name another file by -Dchiptest.history");
            }
            pause();
        }
    }

    private static Optional<FileLock> tryLock(FileChannel guard) throws IOException {
        try {
            @Nullable
            FileLock lock = guard.tryLock();
            return Optional.ofNullable(lock);
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the history's lock", e);
        }
    }
}
