package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.chiptest.runtime.internal.files.FileTree;
import org.chiptest.runtime.internal.settings.HostClock;

/** The folder in which one toolchain compiles; nothing in it outlives the toolchain. */
final class WorkDirectory implements AutoCloseable {

    private static final Pattern OWNER = Pattern.compile("(\\d{1,10})-");

    private final Path home;
    private final AtomicLong folders = new AtomicLong();

    /** Create the folder, under a name that says which process it belongs to. */
    public WorkDirectory(Path parent) throws IOException {
        CacheDirectory.createPrivate(parent);
        home = claim(parent);
    }

    /** Return the id of the process that a work folder belongs to. */
    static Optional<Long> owner(Path folder) {
        String name = String.valueOf(folder.getFileName());
        Matcher owner = OWNER.matcher(name);
        return owner.lookingAt() ? Optional.of(Long.valueOf(owner.group(1))) : Optional.empty();
    }

    /** Create an empty folder for one piece of work; whoever asks for it deletes it. */
    Path newDirectory() throws IOException {
        Path folder = home.resolve(Long.toString(folders.incrementAndGet()));
        CacheDirectory.createPrivate(folder);
        return folder;
    }

    @Override
    public void close() throws IOException {
        FileTree.delete(home);
    }

    /** Process ids are reused, and processes of other containers may have the same: the name is taken by creating it. */
    private static Path claim(Path parent) throws IOException {
        Path candidate = parent.resolve(ProcessHandle.current().pid() + "-" + Long.toHexString(HostClock.nanos()));
        try {
            return Files.createDirectory(candidate, CacheDirectory.PRIVATE);
        } catch (FileAlreadyExistsException e) {
            return claim(parent); // by now it is a nanosecond later
        }
    }
}
