package org.chiptest.runtime.internal.linker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A private directory in which the files of libraries lie for as long as they are being opened. May be used by several threads.
 */
final class LibraryFolder implements AutoCloseable {

    private static final FileAttribute<?> OWNER_ONLY = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path directory;

    /** What could not be removed when it should have been: no library is given up for that, it is tried again at the end. */
    private final Set<Path> left = ConcurrentHashMap.newKeySet();

    private LibraryFolder(Path directory) {
        this.directory = directory;
    }

    /** Create a directory below {@code parent}, which must allow programs to be run. */
    static LibraryFolder below(Path parent) throws IOException {
        return new LibraryFolder(Files.createTempDirectory(parent, "chiptest-so-", OWNER_ONLY));
    }

    /** Return where a file of this name lies. */
    Path file(String name) {
        return directory.resolve(name);
    }

    /** Write a new file. */
    void write(MemorySegment bytes, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = bytes.asByteBuffer();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    /** Remove a file, now or at the end. */
    void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            left.add(file);
        }
    }

    /** Remove the directory with what could not be removed before. */
    @Override
    public void close() {
        try {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the directory for native libraries " + directory, e);
        }
    }
}
