package org.chiptest.engine.internal.conformance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.chiptest.runtime.device.RuntimeKind;

/**
 * What is to be looked at, and how.
 *
 * @param platform name of the platform
 * @param runtimes the runtimes, as far as the platform has them
 * @param graphs   how many random graphs are drawn of each kind
 * @param seed     where random numbers begin
 * @param stall    how long a run may take that cannot end
 * @param rules    names of rules, in which {@code *} is any text; all if there is none
 * @param known    file of differences that are known
 * @param folder   where the page is written
 */
public record KitChoice(String platform, Set<RuntimeKind> runtimes, int graphs, long seed, Duration stall,
        List<String> rules,
        Optional<Path> known, Path folder) {

    private static final int GRAPHS = 20;
    private static final int STALL_SECONDS = 3;
    private static final Path FOLDER = Path.of("target", "conformance");
    private static final List<String> KEYS = List.of("runtime", "graphs", "seed", "stall", "rules", "known", "to");

    static final String USAGE = """
            One word is needed, the name of a platform; after it there may be
              runtime=hbg        one of its runtimes only
              graphs=20          so many random graphs of each kind
              seed=42            to repeat a run
              stall=60           so many seconds until a run that cannot end is given up
              rules=codes.*,x    these rules only; * is any text
              known=FILE         differences that are known: lines of RULE | REASON, or RUNTIME RULE | REASON
              to=FOLDER          where conformance.html and conformance.json are written, by default target/conformance""";

    public KitChoice {
        runtimes = Set.copyOf(runtimes);
        rules = List.copyOf(rules);
    }

    /**
     * Read the words of a command.
     *
     * @param seed what the seed is unless a word says it
     * @throws IllegalArgumentException if they cannot be meant
     */
    public static KitChoice parse(List<String> words, long seed) {
        List<String> names = words.stream().filter(word -> !word.contains("=")).toList();
        if (names.size() != 1) {
            throw new IllegalArgumentException(
                    (names.isEmpty() ? "no platform is named. " : names + " are several platforms. ")
                            + USAGE);
        }
        Map<String, String> said = new TreeMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals >= 0) {
                String key = word.substring(0, equals);
                if (!KEYS.contains(key)) {
                    throw new IllegalArgumentException("'" + key + "' cannot be said, but " + KEYS + ". " + USAGE);
                }
                said.put(key, word.substring(equals + 1));
            }
        }
        return new KitChoice(names.getFirst(), runtimes(said), number(said, "graphs", Integer::valueOf, GRAPHS),
                number(said, "seed", Long::valueOf, seed),
                Duration.ofSeconds(number(said, "stall", Integer::valueOf, STALL_SECONDS)),
                Optional.ofNullable(said.get("rules")).map(text -> List.of(text.split(","))).orElse(List.of()),
                Optional.ofNullable(said.get("known")).map(Path::of),
                Optional.ofNullable(said.get("to")).map(Path::of).orElse(FOLDER));
    }

    /**
     * Return those of some rules that are chosen.
     *
     * @throws IllegalArgumentException if a name means none
     */
    List<Rule> chosen(List<Rule> all) {
        if (rules.isEmpty()) {
            return all;
        }
        Set<Rule> chosen = new LinkedHashSet<>();
        for (String name : rules) {
            Pattern pattern = Pattern.compile(Pattern.quote(name).replace("*", "\\E.*\\Q"));
            List<Rule> meant = all.stream().filter(rule -> pattern.matcher(rule.name()).matches()).toList();
            if (meant.isEmpty()) {
                throw new IllegalArgumentException("there is no rule '" + name + "', but "
                        + all.stream().map(Rule::name).distinct().toList());
            }
            chosen.addAll(meant);
        }
        List<Rule> inOrder = new ArrayList<>(all);
        inOrder.retainAll(chosen);
        return inOrder;
    }

    private static Set<RuntimeKind> runtimes(Map<String, String> said) {
        return Optional.ofNullable(said.get("runtime"))
                .map(name -> Set.of(RuntimeKind.named(name).orElseThrow(
                        () -> new IllegalArgumentException("'" + name + "' is no runtime; there are hbg and trb"))))
                .orElse(EnumSet.allOf(RuntimeKind.class));
    }

    private static <T> T number(Map<String, String> said, String key, Function<String, T> parse, T otherwise) {
        String text = said.get(key);
        try {
            return text == null ? otherwise : parse.apply(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + "=" + text + " is no number", e);
        }
    }
}
