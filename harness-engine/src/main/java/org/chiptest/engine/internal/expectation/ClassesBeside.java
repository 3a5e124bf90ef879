package org.chiptest.engine.internal.expectation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Find the names of all classes that lie in the folders of some classes. */
final class ClassesBeside {

    private static final String SUFFIX = ".class";

    private ClassesBeside() {}

    /** Return full names; of classes in jars none, as only folders are looked into. */
    static Set<String> names(Collection<Class<?>> types) {
        Set<String> names = new TreeSet<>();
        types.stream().map(ClassesBeside::folder).flatMap(Optional::stream).distinct()
                .forEach(folder -> names.addAll(classes(folder)));
        return names;
    }

    private static Optional<Path> folder(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        try {
            return source == null || !source.getLocation().getProtocol().equals("file")
                    ? Optional.empty()
                    : Optional.of(Path.of(source.getLocation().toURI())).filter(Files::isDirectory);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of " + type.getName() + " is no path", e);
        }
    }

    private static List<String> classes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString()).filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()).replace('/', '.')).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the classes of " + folder, e);
        }
    }
}
