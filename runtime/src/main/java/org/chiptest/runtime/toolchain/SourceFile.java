package org.chiptest.runtime.toolchain;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A C++ source on disk, with the name under which its author knows it.
 *
 * @param written the path as the user wrote it, for messages
 * @param path the absolute path that the compiler reads
 */
public record SourceFile(String written, Path path) {

    /** Make the path absolute. */
    public SourceFile {
        if (written.isBlank()) {
            throw new IllegalArgumentException("A source needs the path that its author wrote; found an empty one");
        }
        path = path.toAbsolutePath();
    }

    /** Take a file under its own path. */
    public static SourceFile of(Path path) {
        return new SourceFile(path.toString(), path);
    }

    /** Return the last name of the path. */
    public String fileName() {
        return Objects.requireNonNull(path.getFileName(), "a source has a name").toString();
    }

    /** Return the folder in which {@code #include "neighbour.h"} looks first. */
    public Path folder() {
        return Objects.requireNonNull(path.getParent(), "an absolute path to a file has a folder");
    }
}
