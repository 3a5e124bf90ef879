package org.chiptest.engine.internal.attempt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.run.AttemptDirectories;
import org.chiptest.runtime.internal.files.FileTree;
import org.jspecify.annotations.Nullable;

/** The folder of an attempt at a test; made when somebody has a file for it. Thread-safe. */
public final class AttemptFolder {

    private final AttemptDirectories directories;
    private final ScenarioTestDescriptor test;
    private final int attempt;
    private @Nullable Path folder;

    /**
     * Stand for the folder.
     *
     * @param attempt number of the attempt, from {@link AttemptDirectories#FIRST}
     */
    public AttemptFolder(AttemptDirectories directories, ScenarioTestDescriptor test, int attempt) {
        this.directories = directories;
        this.test = test;
        this.attempt = attempt;
    }

    /** Return the folder, which exists. */
    public synchronized Path get() {
        Path made = folder;
        if (made == null) {
            made = directories.create(test, attempt);
            folder = made;
        }
        return made;
    }

    /** Return a folder in it, which exists. */
    public Path part(String name) {
        try {
            return Files.createDirectories(get().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("no directory can be made for the files of " + test.fullName(), e);
        }
    }

    /** Delete a folder in it with all that it holds. */
    public void forget(String name) {
        try {
            FileTree.delete(get().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(get().resolve(name) + " cannot be deleted", e);
        }
    }
}
