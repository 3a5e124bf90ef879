package org.chiptest.runtime.internal.platform;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

import org.chiptest.runtime.device.RuntimeKind;

/**
 * What somebody has written down of a platform, so that it needs no code: values by keys, of which each can be what it says.
 *
 * <p>It is read once in the test JVM; processes that host devices are given it as one text.
 *
 * @param name    the platform's name
 * @param entries values by the texts of their keys
 */
public record PlatformDescription(String name, Map<String, String> entries) {

    private static final String NAME = "name";
    private static final String NOTHING = "none";
    private static final int MOST_SECONDS = 604_800;

    /**
     * Check every value.
     *
     * @throws IllegalArgumentException if a key is none, or a value cannot be meant; it names platform, key and value
     */
    public PlatformDescription {
        entries = new TreeMap<>(entries);
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            DescriptionKey key = DescriptionKey.of(entry.getKey())
                    .orElseThrow(() -> new IllegalArgumentException("platform " + name + ": there is no key '"
                            + entry.getKey() + "'" + DescriptionKey.hint(entry.getKey())));
            // what is empty says nothing, see value()
            if (!entry.getValue().isBlank()) {
                requireMeant(name, key, entry.getKey(), entry.getValue().strip());
            }
        }
    }

    /** Describe a platform of which nothing is said yet. */
    public static PlatformDescription named(String name) {
        return new PlatformDescription(name, Map.of());
    }

    /** Read what {@link #text} has written. */
    public static PlatformDescription parse(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new IllegalStateException("a string cannot fail to be read", e);
        }
        Map<String, String> entries = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> entries.put(key, properties.getProperty(key)));
        return new PlatformDescription(Optional.ofNullable(entries.remove(NAME)).orElse(""), entries);
    }

    /** Return one text that says all of it. */
    public String text() {
        StringBuilder text = new StringBuilder();
        append(text, NAME, name);
        entries.forEach((key, value) -> append(text, key, value));
        return text.toString();
    }

    /** Return the same with other values, which win. */
    public PlatformDescription with(Map<String, String> others) {
        Map<String, String> all = new TreeMap<>(entries);
        all.putAll(others);
        return new PlatformDescription(name, all);
    }

    /** Return what is said, if anything is. */
    public Optional<String> value(DescriptionKey key) {
        return Optional.ofNullable(entries.get(key.text())).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** Return what is said, with the folder in place of {@code {home}}. */
    public Optional<String> expanded(DescriptionKey key) {
        return value(key).map(this::expanded);
    }

    /** Return several values of one key; empty if it says {@code none}, absent if it says nothing. */
    public Optional<List<String>> list(DescriptionKey key) {
        return expanded(key).map(PlatformDescription::listed);
    }

    /** Tell whether a key says that there is none of it. */
    public boolean saysNone(DescriptionKey key) {
        return value(key).filter(NOTHING::equals).isPresent();
    }

    /** Return options as words. */
    public Optional<List<String>> words(DescriptionKey key) {
        return expanded(key).map(text -> split(text, "\\s+"));
    }

    /** Return a number. */
    public OptionalInt number(DescriptionKey key) {
        return value(key).map(text -> OptionalInt.of(Integer.parseInt(text))).orElse(OptionalInt.empty());
    }

    /** Return a time that is given in seconds. */
    public Optional<Duration> seconds(DescriptionKey key) {
        return value(key).map(text -> Duration.ofSeconds(Integer.parseInt(text)));
    }

    /** Return the runtimes that it has, if it says so. */
    public Optional<Set<RuntimeKind>> runtimes() {
        return list(DescriptionKey.RUNTIMES).map(names -> names.stream().map(PlatformDescription::runtime)
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Return the codes of runs after which its process is renewed. */
    public Set<Integer> renewAfter() {
        return list(DescriptionKey.RENEW_AFTER).orElse(List.of()).stream().map(Integer::valueOf)
                .collect(Collectors.toSet());
    }

    /** Return what lines of its log say that tell of a machine which is too busy. */
    public List<Pattern> infrastructure() {
        return value(DescriptionKey.INFRA).map(text -> List.of(Pattern.compile(text))).orElse(List.of());
    }

    /** Return the variables of the environment of its processes. */
    public Map<String, String> environment() {
        String prefix = DescriptionKey.ENVIRONMENT.prefix();
        Map<String, String> variables = new LinkedHashMap<>();
        entries.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                variables.put(key.substring(prefix.length()), expanded(value));
            }
        });
        return variables;
    }

    /** Return a text with the folder in place of {@code {home}}. */
    public String expanded(String text) {
        return text.replace("{home}", value(DescriptionKey.HOME).orElse("{home}"));
    }

    private static void requireMeant(String platform, DescriptionKey key, String written, String value) {
        try {
            switch (key) {
                case RUNTIMES -> requireRuntimes(split(value, ","));
                case RUNS_PER_PROCESS, DEVICES -> requireNumber(value, Integer.MAX_VALUE);
                case START_SECONDS, CONTROL_SECONDS, RUN_SECONDS, CLOSE_SECONDS -> requireNumber(value, MOST_SECONDS);
                case RENEW_AFTER -> listed(value).forEach(PlatformDescription::requireCode);
                case RESET -> requireOneOf(value, List.of("process", "device"));
                case KERNEL_FORM -> requireOneOf(value, List.of("shared-object", "text"));
                case INFRA -> requirePattern(value);
                case LITTER -> listed(value).forEach(PlatformDescription::requireLitter);
                case NEEDS_FILES -> listed(value).forEach(PlatformDescription::requireFile);
                default -> {
                    // any text
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "platform " + platform + ": " + written + "=" + value + ": " + e.getMessage(), e);
        }
    }

    private static void requireRuntimes(List<String> names) {
        names.forEach(PlatformDescription::runtime);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("it names none; leave it out, or name one");
        }
    }

    private static RuntimeKind runtime(String name) {
        List<String> known = Arrays.stream(RuntimeKind.values())
                .flatMap(kind -> List.of(kind.id(), kind.shortName()).stream()).toList();
        return RuntimeKind.named(name).orElseThrow(() -> new IllegalArgumentException(
                "there is no runtime '" + name + "'; known: " + String.join(", ", known)));
    }

    private static void requireNumber(String text, int most) {
        if (!text.matches("[1-9]\\d{0,9}") || Long.parseLong(text) > most) {
            throw new IllegalArgumentException("a whole number from 1 to " + most + " can be");
        }
    }

    private static void requireCode(String text) {
        if (!text.matches("-?\\d{1,9}")) {
            throw new IllegalArgumentException("'" + text + "' is not the code of a run, such as -1");
        }
    }

    private static void requireOneOf(String text, List<String> known) {
        if (!known.contains(text)) {
            throw new IllegalArgumentException("one of " + String.join(", ", known) + " can be");
        }
    }

    private static void requirePattern(String text) {
        try {
            Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("is no regular expression: " + e.getDescription(), e);
        }
    }

    /** What is removed must be told from what is not: by a whole folder and the beginning of a name. */
    private static void requireLitter(String text) {
        requireFile(text);
        Path file = Path.of(text);
        String name = String.valueOf(file.getFileName());
        if (String.valueOf(file.getParent()).contains("*") || name.indexOf('*') == 0) {
            throw new IllegalArgumentException("'" + text
                    + "' could be anybody's; write an absolute name with a * behind its first letters, in its last part only");
        }
    }

    /** Names are looked for in a folder as they are, but for a {@code *}. */
    private static void requireFile(String text) {
        Path file = Path.of(text);
        if (!file.isAbsolute() || !file.normalize().equals(file) || text.matches(".*[\\[\\]{}?\\\\].*")) {
            throw new IllegalArgumentException("'" + text
                    + "' is no name of files; write an absolute name without . and .., with * for any text in its last part");
        }
    }

    private static List<String> listed(String text) {
        return text.equals(NOTHING) ? List.of() : split(text, ",");
    }

    private static List<String> split(String text, String separator) {
        List<String> parts = new ArrayList<>(Arrays.asList(text.strip().split(separator)));
        parts.replaceAll(String::strip);
        parts.removeIf(String::isEmpty);
        return parts;
    }

    private static void append(StringBuilder text, String key, String value) {
        text.append(escaped(key)).append('=').append(escaped(value)).append('\n');
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(each -> {
            switch (each) {
                case '\\', '=', ':', ' ', '#', '!' -> escaped.append('\\').append((char) each);
                case '\n' -> escaped.append("\\n");
                case '\t' -> escaped.append("\\t");
                case '\r' -> escaped.append("\\r");
                default -> escaped.append((char) each);
            }
        });
        return escaped.toString();
    }
}
