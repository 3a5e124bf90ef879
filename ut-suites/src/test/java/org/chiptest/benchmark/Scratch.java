package org.chiptest.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.chiptest.runtime.internal.files.FileTree;

/**
 * The folder of a benchmark, which is gone at its end, however that comes.
 *
 * @param path where it is
 */
record Scratch(Path path) implements AutoCloseable {

    static Scratch create() throws IOException {
        return new Scratch(Files.createTempDirectory("chiptest-benchmark-"));
    }

    @Override
    public void close() throws IOException {
        FileTree.delete(path);
    }
}
