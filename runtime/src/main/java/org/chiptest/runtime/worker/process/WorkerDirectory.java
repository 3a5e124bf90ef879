package org.chiptest.runtime.worker.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

import org.jspecify.annotations.Nullable;

/** The private folder of one worker process: its log, its {@code hs_err} file, its scratch files. */
final class WorkerDirectory implements AutoCloseable {

    static final String PREFIX = "chiptest-worker-";

    private final Path home;

    private WorkerDirectory(Path home) {
        this.home = home;
    }

    /** Create a folder under an unpredictable name, closed to other users. */
    static WorkerDirectory create(Path parent) {
        try {
            WorkerDirectory directory = new WorkerDirectory(Files.createTempDirectory(parent, PREFIX));
            Files.createDirectory(directory.scratch());
            Files.createFile(directory.log());
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create a folder for a worker process in " + parent
                    + "; choose another folder, or free this one", e);
        }
    }

    Path log() {
        return home.resolve("log");
    }

    Path errorFile() {
        return home.resolve("hs_err.log");
    }

    Path scratch() {
        return home.resolve("scratch");
    }

    /** Delete the folder with everything in it. */
    @Override
    public void close() {
        try {
            Files.walkFileTree(home, new Deletion());
        } catch (NoSuchFileException e) {
            // it is gone, as it should be
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the folder of a worker process, " + home, e);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
            if (e != null) {
                throw e;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
