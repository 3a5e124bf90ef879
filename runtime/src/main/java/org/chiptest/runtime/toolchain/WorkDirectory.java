package org.chiptest.runtime.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The folder in which one toolchain compiles; nothing in it outlives the toolchain. */
final class WorkDirectory implements AutoCloseable {

    private static final Pattern OWNER = Pattern.compile("(\\d{1,10})-");

    private final Path home;

    /** Create the folder, under a name that says which process it belongs to. */
    WorkDirectory(Path parent) throws IOException {
        home = parent.resolve(ProcessHandle.current().pid() + "-" + UUID.randomUUID());
        CacheDirectory.createPrivate(home);
    }

    /** Return the id of the process that a work folder belongs to. */
    static Optional<Long> owner(Path folder) {
        String name = String.valueOf(folder.getFileName());
        Matcher owner = OWNER.matcher(name);
        return owner.lookingAt() ? Optional.of(Long.valueOf(owner.group(1))) : Optional.empty();
    }

    /** Create an empty folder for one piece of work; whoever asks for it deletes it. */
    Path newDirectory() throws IOException {
        CacheDirectory.createPrivate(home);
        return Files.createTempDirectory(home, "");
    }

    @Override
    public void close() throws IOException {
        CacheDirectory.deleteTree(home);
    }
}
