package org.chiptest.reports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.chiptest.runtime.internal.json.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * What one shard has left: the folder that its build writes to, and the summary in it.
 *
 * @param folder  holds {@code chiptest/summary.json}, {@code surefire-reports} and {@code allure-results}, each if it was written
 * @param summary the summary
 */
record ShardFolder(Path folder, Map<String, @Nullable Object> summary) {

    static final Path SUMMARY = Path.of("chiptest", "summary.json");
    static final Path TABLE = SUMMARY.resolveSibling("summary.md");

    /**
     * Read the summary of a folder.
     *
     * @throws IllegalArgumentException if it has none, or one of a run that was no shard
     */
    static ShardFolder read(Path folder) throws IOException {
        Path file = folder.resolve(SUMMARY);
        try {
            ShardFolder shard = new ShardFolder(folder, JsonReader.readObject(Files.readString(file)));
            if (!(shard.summary.get("shard") instanceof Map<?, ?>)) {
                throw new IllegalArgumentException(
                        file + " is the summary of a whole run; name folders of runs with -Dshard");
            }
            return shard;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    "there is no " + file
                            + "; name the folders that builds write to, such as target, and look in its log why a build ended before its tests",
                    e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    int index() {
        return (int) number("index");
    }

    int total() {
        return (int) number("total");
    }

    /** Return the number of tests of this shard. */
    long ownTests() {
        return number("tests");
    }

    /** Return the number of tests of all shards, as this one says. */
    long allTests() {
        return number("allTests");
    }

    /** Return what all shards of one whole have in common. */
    String fingerprint() {
        return String.valueOf(shard().get("fingerprint"));
    }

    /** Return the digest of the history by which the shards are balanced; empty if they are not. */
    String history() {
        return shard().get("history") instanceof String digest ? digest : "";
    }

    /** Return the entries of the tests. */
    List<Map<?, ?>> tests() {
        return summary.get("tests") instanceof List<?> tests
                ? tests.stream().filter(Map.class::isInstance).<Map<?, ?>>map(test -> (Map<?, ?>) test).toList()
                : List.of();
    }

    /** Return what the run itself has to say under a name: its failures, warnings, notes. */
    List<String> texts(String name) {
        return summary.get(name) instanceof List<?> texts ? texts.stream().map(String::valueOf).toList() : List.of();
    }

    private Map<?, ?> shard() {
        return summary.get("shard") instanceof Map<?, ?> shard ? shard : Map.of();
    }

    private long number(String name) {
        if (shard().get(name) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException(folder.resolve(SUMMARY) + " does not say its " + name);
    }
}
