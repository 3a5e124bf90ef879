package org.chiptest.runtime.internal.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** A folder with everything in it. */
public final class FileTree {

    /** How long a path below a root may be before what is deeper is moved up: the system takes none of more than 4,096 bytes. */
    private static final int LONGEST = 1000;

    private static final Set<PosixFilePermission> OWNER_MAY_ALL = PosixFilePermissions.fromString("rwx------");

    private FileTree() {}

    /**
     * Delete a file, or a folder with everything in it, but nothing behind symbolic links; what is gone already, or goes meanwhile, is no
     * error, folders that their owner may not change are opened, and such as lie too deep to have a path are reached too.
     *
     * @throws IOException if something cannot be deleted
     */
    public static void delete(Path root) throws IOException {
        Deque<Path> left = new ArrayDeque<>(List.of(root));
        while (!left.isEmpty()) {
            Path first = left.pop();
            Deletion deletion = new Deletion(first, root);
            Files.walkFileTree(first, deletion);
            if (first.equals(root) && !deletion.moved.isEmpty()) {
                left.add(root);
            }
            deletion.moved.forEach(left::push);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {

        private final Path first;
        private final Path root;

        /** What lay too deep, and is in the root now, which stays for it. */
        private final List<Path> moved = new ArrayList<>();

        Deletion(Path first, Path root) {
            this.first = first;
            this.root = root;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            if (!Files.isWritable(directory)) {
                Files.setPosixFilePermissions(directory, OWNER_MAY_ALL);
            }
            if (directory.toString().length() - first.toString().length() > LONGEST) {
                moved.add(Files.move(directory, root.resolve("deep-" + UUID.randomUUID())));
                return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
        }

        /** Folders that user code has closed, to itself too, are opened. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            if (!(e instanceof AccessDeniedException) || !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
                    || Files.isReadable(file)) {
                throw e;
            }
            Files.setPosixFilePermissions(file, OWNER_MAY_ALL);
            delete(file);
            return FileVisitResult.CONTINUE;
        }

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
            if (moved.isEmpty() || !directory.equals(root)) {
                Files.deleteIfExists(directory);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
