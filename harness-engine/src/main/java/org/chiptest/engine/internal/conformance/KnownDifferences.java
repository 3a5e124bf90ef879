package org.chiptest.engine.internal.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.chiptest.runtime.device.RuntimeKind;

/** Rules that a runtime is known not to keep, and why: lines of a file, which people review. */
record KnownDifferences(Map<String, String> reasons) {

    private static final String COMMENT = "#";

    static KnownDifferences none() {
        return new KnownDifferences(Map.of());
    }

    /**
     * Read a file.
     *
     * @throws IllegalArgumentException if a line is none, or names no rule
     */
    static KnownDifferences read(Path file, List<Rule> rules) {
        Map<String, String> reasons = new TreeMap<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (!line.isBlank() && !line.startsWith(COMMENT)) {
                String[] parts = line.split("\\s*\\|\\s*", 2);
                String[] words = parts[0].strip().split("\\s+");
                if (parts.length < 2 || parts[1].isBlank() || !isRule(words, rules)) {
                    throw new IllegalArgumentException("line " + number + " of " + file + " is '" + line
                            + "'; write RULE | REASON, or RUNTIME RULE | REASON, with the name of a rule that there is");
                }
                reasons.put(String.join(" ", words), parts[1].strip());
            }
        }
        return new KnownDifferences(reasons);
    }

    /** Return why a rule is not kept on a runtime, if that is known. */
    Optional<String> reason(RuntimeKind runtime, Rule rule) {
        return Optional.ofNullable(reasons.getOrDefault(runtime.shortName() + " " + rule.name(),
                reasons.get(rule.name())));
    }

    private static boolean isRule(String[] words, List<Rule> rules) {
        String name = words[words.length - 1];
        return words.length <= 2 && rules.stream().anyMatch(rule -> rule.name().equals(name))
                && (words.length == 1 || RuntimeKind.named(words[0]).filter(kind -> kind.shortName().equals(words[0]))
                        .isPresent());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the known differences " + file, e);
        }
    }
}
