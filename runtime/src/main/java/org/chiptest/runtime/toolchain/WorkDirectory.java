package org.chiptest.runtime.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The folder in which one toolchain compiles; nothing in it outlives the toolchain. */
final class WorkDirectory implements AutoCloseable {

    private final Path home;

    /** Creates the folder, under a name that says which process it belongs to. */
    WorkDirectory(Path parent) throws IOException {
        home = parent.resolve(ProcessHandle.current().pid() + "-" + UUID.randomUUID());
        CacheDirectory.createPrivate(home);
    }

    /** Creates an empty folder for one piece of work; whoever asks for it deletes it. */
    Path newDirectory() throws IOException {
        CacheDirectory.createPrivate(home);
        return Files.createTempDirectory(home, "");
    }

    @Override
    public void close() throws IOException {
        CacheDirectory.deleteTree(home);
    }
}
