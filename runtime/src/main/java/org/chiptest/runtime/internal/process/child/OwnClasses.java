package org.chiptest.runtime.internal.process.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.stream.Stream;

/**
 * The classes of the runtime in a worker. Loading one from a folder, as in a build, takes a descriptor and the right to open files, both
 * of which user code can take away: what has to be told of that must be loaded before. A jar is open from the start.
 */
final class OwnClasses {

    private static final String CLASS = ".class";

    private OwnClasses() {}

    /** Load all of them if they lie in a folder. */
    static void load() {
        Path home = home();
        if (!Files.isDirectory(home)) {
            return;
        }
        ClassLoader loader = OwnClasses.class.getClassLoader();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : (Iterable<Path>) files.filter(OwnClasses::isClass)::iterator) {
                String name = home.relativize(file).toString();
                Class.forName(name.substring(0, name.length() - CLASS.length()).replace('/', '.'), false, loader);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the classes of the runtime in " + home, e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("cannot load the classes of the runtime in " + home, e);
        }
    }

    private static boolean isClass(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(CLASS) && !name.contains("-info.");
    }

    private static Path home() {
        CodeSource source = OwnClasses.class.getProtectionDomain().getCodeSource();
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the classes of the runtime lie at no place of a file system: " + source,
                    e);
        }
    }
}
