package org.chiptest.engine.internal.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.runtime.internal.files.FileTree;

/**
 * Give each attempt at a test a directory of its own, {@code <class>/<scenario>/<case>@<variant>/<attempt>} below one root: a file that
 * lies there is of this attempt and of no other.
 *
 * @param root the folder of all attempts; made when the first attempt needs it
 */
public record AttemptDirectories(Path root) {

    /** The first attempt, and the only one unless a test is tried again. */
    public static final int FIRST = 1;

    private static final String HARMLESS = "[A-Za-z0-9_.$=+-]";

    /** Return those of attempts that are made for another purpose, in a folder beside this one. */
    AttemptDirectories of(String purpose) {
        return new AttemptDirectories(root.resolveSibling(purpose));
    }

    /**
     * Make the directory of an attempt, empty even if an earlier run has left files there.
     *
     * @param attempt number of the attempt, from {@link #FIRST}
     */
    public Path create(ScenarioTestDescriptor test, int attempt) {
        Path directory = place(test, attempt);
        try {
            FileTree.delete(directory);
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("no directory can be made for the files of " + test.fullName(), e);
        }
    }

    /** Return the directory of an attempt, if it has one. */
    public Optional<Path> find(ScenarioTestDescriptor test, int attempt) {
        return Optional.of(place(test, attempt)).filter(Files::isDirectory);
    }

    private Path place(ScenarioTestDescriptor test, int attempt) {
        return root.resolve(segment(test.scenario().type().getName())).resolve(segment(test.scenario().name()))
                .resolve(segment(test.declared().scenarioCase().name()) + "@"
                        + segment(test.declared().variant().id()))
                .resolve(String.valueOf(attempt)).toAbsolutePath();
    }

    /** Return a name as one part of a path, different for different names. */
    private static String segment(String name) {
        StringBuilder text = new StringBuilder(name.length());
        name.codePoints().mapToObj(Character::toString).forEach(character -> {
            if (character.matches(HARMLESS) && !(character.equals(".") && text.isEmpty())) {
                text.append(character);
            } else {
                for (byte unit : character.getBytes(StandardCharsets.UTF_8)) {
                    text.append('%').append(String.format("%02X", unit));
                }
            }
        });
        return text.toString();
    }
}
