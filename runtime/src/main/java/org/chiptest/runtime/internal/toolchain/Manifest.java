package org.chiptest.runtime.internal.toolchain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.chiptest.runtime.internal.files.Sha256;

/**
 * What is known about one key: for each set of included contents that was met, the library that came of it.
 *
 * <p>The newest entry stands first. As text, one fact per line, closed by the digest of all lines before it:
 *
 * <pre>
 * chiptest-manifest 2
 * library SUM WARNINGS        (warnings in Base64, or -)
 * file SUM STAMP NAME         (a file that was read; its status, or -)
 * probe PATH                  (a path that the preprocessor was asked about)
 * shadow NAME                 (a file that exists where the compiler could have looked instead)
 * sum SUM
 * </pre>
 */
record Manifest(List<Entry> entries) {

    private static final String HEADER = "chiptest-manifest 2\n";
    private static final int MAX_ENTRIES = 16;

    Manifest {
        entries = List.copyOf(entries);
    }

    /** One file that the compiler has read, named as {@link IncludeRoots} names it. */
    record Input(String name, ContentDigests.Digest digest) {}

    /**
     * One compilation.
     *
     * @param library the digest of what came of it
     * @param warnings what the compiler said
     * @param inputs all files that it has read
     * @param probes paths that it asked for without reading them
     * @param shadows files that would be found under the name of an input or probe, had they come first
     */
    record Entry(String library, String warnings, List<Input> inputs, List<String> probes, Set<String> shadows) {

        private List<String> sums() {
            return inputs.stream().map(input -> input.name + " " + input.digest.sum()).toList();
        }
    }

    static Manifest empty() {
        return new Manifest(List.of());
    }

    /** Return this manifest with one more entry; one for the same contents is replaced, the oldest ones fall out. */
    Manifest with(Entry entry) {
        List<Entry> all = new ArrayList<>();
        all.add(entry);
        entries.stream().filter(other -> !other.sums().equals(entry.sums())).forEach(all::add);
        return new Manifest(all.subList(0, Math.min(all.size(), MAX_ENTRIES)));
    }

    String format() {
        StringBuilder text = new StringBuilder(HEADER);
        for (Entry entry : entries) {
            String warnings = Base64.getEncoder().encodeToString(entry.warnings.getBytes(StandardCharsets.UTF_8));
            text.append("library ").append(entry.library).append(' ').append(word(warnings))
                    .append('\n');
            entry.inputs.forEach(input -> text.append("file ").append(input.digest.sum()).append(' ')
                    .append(word(input.digest.stamp())).append(' ').append(input.name).append('\n'));
            entry.probes.forEach(probe -> text.append("probe ").append(probe).append('\n'));
            entry.shadows.forEach(shadow -> text.append("shadow ").append(shadow).append('\n'));
        }
        String sum = Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
        return text.append("sum ").append(sum).append('\n').toString();
    }

    /** Read a manifest; returns nothing if the text is damaged or of another version. */
    static Optional<Manifest> parse(String text) {
        int end = text.lastIndexOf("sum ");
        if (!text.startsWith(HEADER) || end < 0) {
            return Optional.empty();
        }
        String body = text.substring(0, end);
        if (!text.substring(end).equals("sum " + Sha256.of(body.getBytes(StandardCharsets.UTF_8)) + "\n")) {
            return Optional.empty();
        }
        List<Entry> entries = new ArrayList<>();
        for (String line : body.substring(HEADER.length()).lines().toList()) {
            String[] words = line.split(" ", 2);
            switch (words[0]) {
                case "library" -> entries.add(library(words[1]));
                case "file" -> entries.getLast().inputs.add(input(words[1]));
                case "probe" -> entries.getLast().probes.add(words[1]);
                case "shadow" -> entries.getLast().shadows.add(words[1]);
                default ->
                    throw new IllegalStateException("A sound manifest of this version holds the unknown line " + line);
            }
        }
        return Optional.of(new Manifest(entries));
    }

    private static Entry library(String words) {
        String[] parts = words.split(" ", 2);
        String warnings = new String(Base64.getDecoder().decode(value(parts[1])), StandardCharsets.UTF_8);
        return new Entry(parts[0], warnings, new ArrayList<>(), new ArrayList<>(), new TreeSet<>());
    }

    private static Input input(String words) {
        String[] parts = words.split(" ", 3);
        return new Input(parts[2], new ContentDigests.Digest(parts[0], value(parts[1])));
    }

    private static String word(String value) {
        return value.isEmpty() ? "-" : value;
    }

    private static String value(String word) {
        return word.equals("-") ? "" : word;
    }
}
