package org.chiptest.api.golden;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.chiptest.runtime.tensor.NpyArray;
import org.jspecify.annotations.Nullable;

/** Find reference data: beside a class, from the root of the class path, or in the file system. */
final class ReferenceFile {

    private ReferenceFile() {}

    static NpyArray read(Class<?> beside, String path) {
        try (InputStream resource = open(beside, path)) {
            return resource == null ? ofFileSystem(beside, path) : NpyArray.read(resource, path);
        } catch (IOException e) {
            throw new UncheckedIOException("file " + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A folder is a resource too. */
    private static @Nullable InputStream open(Class<?> beside, String path) {
        return path.endsWith(".npy") ? beside.getResourceAsStream(path) : null;
    }

    private static NpyArray ofFileSystem(Class<?> beside, String path) {
        Path file = Path.of(path);
        if (Files.isRegularFile(file)) {
            return NpyArray.read(file);
        }
        String folder = beside.getPackageName().replace('.', '/');
        throw new IllegalArgumentException("there is no file '" + path + "': neither on the class path (as "
                + (path.startsWith("/") ? path.substring(1) : folder + "/" + path) + "), nor as "
                + file.toAbsolutePath() + "; arrays are files .npy");
    }
}
