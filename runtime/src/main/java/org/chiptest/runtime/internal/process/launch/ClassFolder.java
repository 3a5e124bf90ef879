package org.chiptest.runtime.internal.process.launch;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

import org.chiptest.runtime.internal.files.Sha256;

/**
 * A folder of a class path, as it was when it was read: the JDK makes ahead-of-time caches of jars only.
 *
 * @param files content by name, with {@code /} between folders, in order of the names
 */
public record ClassFolder(Map<String, byte[]> files) {

    /** One time for all, so that equal folders make equal jars: a cache knows its jars by size and time. */
    private static final FileTime TIME = FileTime.fromMillis(1_767_225_600_000L);

    public static ClassFolder read(Path folder) {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
            }
            return new ClassFolder(files);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the classes in " + folder, e);
        }
    }

    /** Add names and contents to a digest. */
    public void addTo(Sha256 digest) {
        files.forEach((name, content) -> digest.field(name).field(content));
    }

    /** Write a jar, which comes into being as a whole, in the folder of its unfinished form. */
    public void writeJar(Path jar, Path unfinished) throws IOException {
        try (OutputStream out = Files.newOutputStream(unfinished); JarOutputStream entries = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                JarEntry entry = new JarEntry(file.getKey());
                entry.setLastModifiedTime(TIME);
                entries.putNextEntry(entry);
                entries.write(file.getValue());
                entries.closeEntry();
            }
        }
        Files.setLastModifiedTime(unfinished, TIME);
        Files.move(unfinished, jar, StandardCopyOption.ATOMIC_MOVE);
    }
}
