package org.chiptest.engine.settings;

import static java.util.stream.Collectors.toCollection;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.Sanitizer;
import org.junit.platform.engine.ConfigurationParameters;

/** Parse the settings of a run, collecting all that is wrong with them. */
public final class SettingsParser {

    private static final String ALL = "all";
    private static final long MOST_SECONDS = Duration.ofDays(7).toSeconds();

    private final ConfigurationParameters parameters;
    private final List<String> platforms;
    private final List<String> errors = new ArrayList<>();

    private SettingsParser(ConfigurationParameters parameters, List<String> platforms) {
        this.parameters = parameters;
        this.platforms = platforms;
    }

    /**
     * Parse the settings.
     *
     * @param platforms names of the known platforms
     */
    public static ParsedSettings parse(ConfigurationParameters parameters, List<String> platforms) {
        SettingsParser parser = new SettingsParser(parameters, platforms);
        Settings settings = parser.settings();
        return new ParsedSettings(settings, List.copyOf(parser.errors));
    }

    private Settings settings() {
        return new Settings(
                read(Constants.PLATFORM, this::platforms, new PlatformChoice.Unsaid()),
                read(Constants.RUNTIME, SettingsParser::runtimes, Set.of(RuntimeKind.values())),
                read(Constants.DEVICE, text -> new DeviceChoice.Named(DeviceRange.parse(text)),
                        new DeviceChoice.Unsaid()),
                read(Constants.CASE, CaseSelector::parse, List.of()),
                read(Constants.LEVEL, LevelChoice::parse, LevelChoice.all()),
                read(Constants.ROUNDS, SettingsParser::rounds, 1),
                read(Constants.MANUAL, text -> oneOf(ManualMode.values(), text), ManualMode.EXCLUDE),
                read(Constants.SEED, SettingsParser::seed, OptionalLong.empty()),
                read(Constants.TIMEOUT, SettingsParser::seconds, Duration.ofMinutes(10)),
                read(Constants.SANITIZER, text -> oneOf(Sanitizer.values(), text), Sanitizer.NONE),
                read(Constants.EMPTY_SELECTION, text -> oneOf(EmptySelection.values(), text), EmptySelection.FAIL),
                read(Constants.SUMMARY, Path::of, Path.of("target", "chiptest", "summary.json")));
    }

    private <T> T read(String key, Function<String, T> parser, T fallback) {
        String shortKey = key.substring(Constants.PREFIX.length());
        Optional<String> shortText = Constants.hasShortName(key) ? given(shortKey) : Optional.empty();
        String name = shortText.isPresent() ? shortKey : key;
        Optional<String> text = shortText.or(() -> given(key));
        try {
            return text.map(parser).orElse(fallback);
        } catch (IllegalArgumentException e) {
            errors.add("setting " + name + "=" + text.orElse("") + ": " + e.getMessage());
            return fallback;
        }
    }

    private Optional<String> given(String key) {
        return parameters.get(key).map(String::strip).filter(text -> !text.isEmpty());
    }

    private PlatformChoice platforms(String text) {
        List<String> names = entries(text);
        if (names.contains(ALL)) {
            return new PlatformChoice.All();
        }
        List<String> known = new ArrayList<>(platforms);
        known.add(ALL);
        for (String name : names) {
            if (!known.contains(name)) {
                throw unknown("platform", name, known);
            }
        }
        return new PlatformChoice.Named(new LinkedHashSet<>(names));
    }

    private static Set<RuntimeKind> runtimes(String text) {
        List<String> known = Arrays.stream(RuntimeKind.values()).flatMap(
                kind -> Arrays.asList(kind.id(), kind.shortName()).stream()).toList();
        return entries(text).stream()
                .map(name -> RuntimeKind.named(name).orElseThrow(() -> unknown("runtime", name, known)))
                .collect(toCollection(LinkedHashSet::new));
    }

    private static int rounds(String text) {
        try {
            int rounds = Integer.parseInt(text);
            if (rounds >= 1) {
                return rounds;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number; write 1 or more", e);
        }
        throw new IllegalArgumentException("there must be 1 round or more");
    }

    private static Duration seconds(String text) {
        try {
            long seconds = Long.parseLong(text);
            if (seconds >= 1 && seconds <= MOST_SECONDS) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number; write seconds, 1 or more", e);
        }
        throw new IllegalArgumentException("a scenario needs 1 to " + MOST_SECONDS + " seconds");
    }

    private static OptionalLong seed(String text) {
        try {
            return OptionalLong.of(Long.decode(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a 64-bit number", e);
        }
    }

    private static <E extends Enum<E>> E oneOf(E[] values, String text) {
        List<String> known = Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
        return Arrays.stream(values).filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text)).findFirst()
                .orElseThrow(() -> unknown("value", text, known));
    }

    private static List<String> entries(String text) {
        List<String> entries = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (entries.contains("")) {
            throw new IllegalArgumentException("there is an empty entry; separate names by single commas");
        }
        return entries;
    }

    private static IllegalArgumentException unknown(String what, String found, Collection<String> known) {
        return new IllegalArgumentException("unknown " + what + " '" + found + "'" + NearestName.hint(found, known));
    }
}
