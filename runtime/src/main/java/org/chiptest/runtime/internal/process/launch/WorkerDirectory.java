package org.chiptest.runtime.internal.process.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import org.chiptest.runtime.internal.files.FileTree;
import org.chiptest.runtime.internal.process.stray.StrayProcesses;
import org.chiptest.runtime.internal.process.stray.WorkerToken;

/**
 * The private folder of one worker process: its log, its {@code hs_err} file, its scratch files.
 *
 * <p>A file in it is locked as long as the JVM that made it lives, so the folder of a JVM that was killed can be told from the others.
 * It gets its final name when the lock is held.
 */
public final class WorkerDirectory implements AutoCloseable {

    private static final String PREFIX = "chiptest-worker-";
    private static final String UNFINISHED = "chiptest-new-worker-";
    private static final String OWNER = "owner";
    private static final String TOKEN = "token";

    private final Path home;
    private final FileChannel owner;

    private WorkerDirectory(Path home, FileChannel owner) {
        this.home = home;
        this.owner = owner;
    }

    /** Create a folder under an unpredictable name, closed to other users. */
    public static WorkerDirectory create(Path parent) {
        try {
            return adopt(Files.createTempDirectory(parent, UNFINISHED));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create a folder for a worker process in " + parent + ": " + e
                    + "; choose another folder, or free this one", e);
        }
    }

    /** Delete the folders in {@code parent} whose JVM is gone. */
    public static void deleteAbandoned(Path parent) {
        try (DirectoryStream<Path> homes = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path home : homes) {
                // opening and closing a file of this process would give up its lock
                if (!home.getFileName().toString().startsWith(ownPrefix())
                        && Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
                    sweep(home);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for abandoned folders of workers in " + parent, e);
        }
    }

    public Path home() {
        return home;
    }

    Path log() {
        return home.resolve("log");
    }

    /** Return where the JVM with this process id reports its crash: a copy of it that user code has made has another one. */
    public Path errorFile(long pid) {
        return home.resolve("hs_err_" + pid + ".log");
    }

    /** Return the same for a JVM that does not run yet, as the JVM's option wants it. */
    public Path errorFilePattern() {
        // the JVM replaces what follows a percent sign
        return Path.of(home.toString().replace("%", "%%"), "hs_err_%p.log");
    }

    /** Keep the worker's token for the case that this JVM is killed; whoever deletes the folder then ends what has it. */
    void keep(WorkerToken token) {
        try {
            Files.writeString(home.resolve(TOKEN), token.value());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to the folder of a worker process, " + home, e);
        }
    }

    /** Return where a sanitizer writes its report; it adds a dot and the process id. */
    public Path sanitizerReport() {
        return home.resolve("sanitizer");
    }

    public Path scratch() {
        return home.resolve("scratch");
    }

    /** Delete the folder with everything in it. */
    @Override
    public void close() {
        try (owner) {
            FileTree.delete(home);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the folder of a worker process, " + home, e);
        }
    }

    private static WorkerDirectory adopt(Path unfinished) throws IOException {
        Path home = unfinished.resolveSibling(
                ownPrefix() + unfinished.getFileName().toString().substring(UNFINISHED.length()));
        FileChannel owner = null;
        try {
            owner = FileChannel.open(unfinished.resolve(OWNER), StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
            // nobody else knows the file yet; lock() would fail in an interrupted thread
            owner.tryLock();
            WorkerDirectory directory = new WorkerDirectory(Files.move(unfinished, home), owner);
            Files.createDirectory(directory.scratch());
            Files.createFile(directory.log());
            return directory;
        } catch (IOException e) {
            FileTree.delete(unfinished);
            FileTree.delete(home);
            if (owner != null) {
                owner.close();
            }
            throw e;
        }
    }

    private static String ownPrefix() {
        return PREFIX + ProcessHandle.current().pid() + "-";
    }

    /** One that cannot be deleted, such as with an immutable file in it, keeps no other one. */
    private static void sweep(Path home) {
        try {
            deleteIfAbandoned(home);
        } catch (IOException | UncheckedIOException e) {
            System.getLogger(WorkerDirectory.class.getName()).log(System.Logger.Level.WARNING,
                    "the folder of a worker that is gone, " + home + ", cannot be deleted; delete it by hand: " + e);
        }
    }

    private static void deleteIfAbandoned(Path home) throws IOException {
        try (FileChannel channel = FileChannel.open(home.resolve(OWNER), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                endProcesses(home);
                FileTree.delete(home);
            }
        } catch (NoSuchFileException | AccessDeniedException e) {
            // somebody else deletes it just now, or it is somebody else's
        }
    }

    private static void endProcesses(Path home) throws IOException {
        Path file = home.resolve(TOKEN);
        if (Files.exists(file)) {
            WorkerToken.parse(Files.readString(file))
                    .ifPresent(token -> StrayProcesses.ofGone(token).end(List.of()));
        }
    }
}
