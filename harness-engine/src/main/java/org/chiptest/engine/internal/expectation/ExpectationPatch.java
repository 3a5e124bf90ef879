package org.chiptest.engine.internal.expectation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.chiptest.engine.internal.summary.Status;

/**
 * Write what files of expectations should say after a run, as a unified diff for people to review.
 *
 * <p>A line is taken out when all tests of the run that it held for were expected to fail and passed. What failed, or was flaky, and was
 * expected to pass gets a line for its own variant, with a day a month away. What else was seen of a line is for people to judge.
 */
final class ExpectationPatch {

    private static final Period LASTING = Period.ofMonths(1);

    private final Path folder;
    private final LocalDate today;
    private final Map<String, Set<Integer>> removed = new TreeMap<>();
    private final Map<String, Set<String>> added = new TreeMap<>();

    ExpectationPatch(Path folder, LocalDate today) {
        this.folder = folder;
        this.today = today;
    }

    /** Take out a line. */
    void remove(Expectation expectation) {
        removed.computeIfAbsent(expectation.place().file(), file -> new TreeSet<>()).add(expectation.place().line());
    }

    /** Expect what was observed, if that is to be expected: nothing of a fault of the machine. */
    void add(Observation observation) {
        Optional<Expectation.Kind> kind = switch (observation.outcome().status()) {
            case FAILED -> Optional.of(Expectation.Kind.FAILS);
            case FLAKY -> Optional.of(Expectation.Kind.FLAKES);
            default -> Optional.empty();
        };
        kind.ifPresent(each -> added
                .computeIfAbsent(VariantScope.of(observation.test().variant()) + VariantScope.SEPARATOR + each.key()
                        + ExpectationReader.SUFFIX, file -> new TreeSet<>())
                .add(observation.pattern() + " | " + today.plus(LASTING) + " | to be filed | "
                        + observation.outcome().reason().replaceAll("\\R", " ").strip()));
    }

    /**
     * Return the patch, nothing if nothing changes.
     *
     * @throws IOException if a file that changes cannot be read
     */
    String text() throws IOException {
        Set<String> files = new TreeSet<>(removed.keySet());
        files.addAll(added.keySet());
        StringBuilder text = new StringBuilder();
        for (String file : files) {
            append(text, file);
        }
        return text.toString();
    }

    private void append(StringBuilder text, String file) throws IOException {
        Path path = folder.resolve(file);
        boolean exists = Files.exists(path);
        ExpectationText before = exists ? ExpectationText.read(path) : new ExpectationText("");
        boolean unended = before.isUnended();
        String end = before.beforeLineFeeds();
        List<String> lines = before.rawLines();
        Collection<Integer> out = removed.getOrDefault(file, Set.of());
        Collection<String> in = added.getOrDefault(file, Set.of());
        List<String> hunk = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            boolean last = unended && i == lines.size() - 1;
            boolean stays = !out.contains(i + 1) && !(last && !in.isEmpty());
            hunk.add((stays ? " " : "-") + lines.get(i) + (last ? "\n\\ No newline at end of file" : ""));
            if (last && !in.isEmpty() && !out.contains(i + 1)) {
                hunk.add("+" + lines.get(i) + end);
            }
        }
        in.forEach(line -> hunk.add("+" + line + end));
        int after = lines.size() - out.size() + in.size();
        text.append("--- ").append(exists ? "a/" + file : "/dev/null").append("\n+++ b/").append(file).append("\n@@ -")
                .append(range(lines.size())).append(" +").append(range(after)).append(" @@\n");
        hunk.forEach(line -> text.append(line).append('\n'));
    }

    private static String range(int lines) {
        return (lines == 0 ? 0 : 1) + "," + lines;
    }

    /** Tell whether a test passed that was expected to fail. */
    static boolean isUnexpectedPass(Observation observation) {
        return observation.outcome().status() == Status.UNEXPECTED_PASS;
    }
}
