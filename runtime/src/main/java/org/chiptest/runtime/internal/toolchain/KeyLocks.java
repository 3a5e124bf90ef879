package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Let one process at a time compile a key, so that the others find the result instead of repeating the work.
 *
 * <p>A key is one byte of a file, far beyond its end; the kernel gives the lock back when its owner dies. This saves work and guards
 * nothing: results are published in one step whoever holds what. (Where POSIX locks are lost early, because another toolchain of this
 * process closes the same file, or never work, as on some network file systems, the price is a repeated compilation.)
 */
final class KeyLocks implements AutoCloseable {

    private final FileChannel file;
    private final Set<Long> held = ConcurrentHashMap.newKeySet();

    public KeyLocks(Path file) throws IOException {
        this.file = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** A key that nobody else compiles until this is closed. */
    interface Held extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    /** Take a key, or return nothing if somebody else has it. */
    Optional<Held> tryTake(String key) throws IOException {
        long position = Long.parseLong(key.substring(0, 15), 16);
        if (!held.add(position)) {
            return Optional.empty();
        }
        boolean taken = false;
        try {
            FileLock lock = file.tryLock(position, 1, false);
            taken = lock != null;
            return taken ? Optional.of(() -> release(position, lock)) : Optional.empty();
        } catch (OverlappingFileLockException e) {
            return Optional.empty(); // another toolchain of this process has it
        } finally {
            if (!taken) {
                held.remove(position);
            }
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void release(long position, FileLock lock) throws IOException {
        held.remove(position);
        if (file.isOpen()) {
            lock.release();
        }
    }
}
