package org.chiptest.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The specification's scenarios and where they are tested, as {@code scenarios.txt} lists them; the format is described there.
 *
 * @param reasons why variants are left out, by key
 */
record ScenarioCatalog(Map<String, String> reasons, List<Section> sections) {

    /** The variants on which every case runs unless there is a reason, by the names that test nodes have. */
    static final List<String> VARIANTS = List.of("a2a3sim hbg", "a2a3sim trb", "a5sim hbg", "a5sim trb");

    private static final String FILE = "scenarios.txt";

    /** A table of the specification. */
    record Section(String title, List<Row> rows) {}

    /**
     * A row of a table.
     *
     * @param without keys of reasons, by the platform, runtime or variant that is left out
     */
    record Row(String name, Map<String, String> without, List<Counterpart> cases) {

        /** Return the key of the reason why the row does not run on a variant, empty if it does. */
        Optional<String> reason(String variant) {
            return without.entrySet().stream()
                    .filter(each -> each.getKey().equals(variant)
                            || List.of(variant.split(" ")).contains(each.getKey()))
                    .map(Map.Entry::getValue).findFirst();
        }
    }

    /**
     * A case and its counterpart.
     *
     * @param tasks size of the graph, such as {@code 12+1} with a hidden allocation, or {@code 3x5} for three runs
     * @param test  class, scenario and case that test it; empty if nothing does yet
     */
    record Counterpart(String name, String tasks, Optional<String> test) {}

    static ScenarioCatalog load() {
        try (InputStream file = Objects.requireNonNull(ScenarioCatalog.class.getResourceAsStream(FILE), FILE)) {
            return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ScenarioCatalog parse(String text) {
        Parser parser = new Parser();
        text.lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(parser::add);
        return new ScenarioCatalog(parser.reasons, parser.sections);
    }

    private static final class Parser {

        private final Map<String, String> reasons = new LinkedHashMap<>();
        private final List<Section> sections = new ArrayList<>();
        private String scenario = "";

        void add(String line) {
            String[] words = line.split(" +", 2);
            switch (words[0]) {
                case "reason" -> addPair(reasons, words[1]);
                case "section" -> sections.add(new Section(words[1], new ArrayList<>()));
                case "row" -> {
                    scenario = "";
                    sections.getLast().rows().add(new Row(words[1], new LinkedHashMap<>(), new ArrayList<>()));
                }
                case "test" -> scenario = words[1];
                case "without" -> {
                    int key = words[1].lastIndexOf(' ');
                    row().without().put(words[1].substring(0, key).strip(), words[1].substring(key + 1));
                }
                case "case" -> row().cases().add(counterpart(words[1].split(" +")));
                default -> throw new IllegalArgumentException("not a line of a catalog: " + line);
            }
        }

        private Row row() {
            return sections.getLast().rows().getLast();
        }

        private Counterpart counterpart(String[] words) {
            return new Counterpart(words[0], words[1], switch (words.length) {
                case 2 -> Optional.of(scenario + "/" + words[0]);
                case 3 -> Optional.empty();
                default -> Optional.of(words[3].contains("/") ? words[3] : scenario + "/" + words[3]);
            });
        }

        private static void addPair(Map<String, String> map, String text) {
            String[] pair = text.split(" +", 2);
            map.put(pair[0], pair[1]);
        }
    }
}
