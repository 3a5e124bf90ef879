package org.chiptest.engine.internal.settings;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

import org.chiptest.runtime.internal.settings.Setting;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.ConfigurationParameters;

/** Parse the settings of a run, collecting all that is wrong with them. */
public final class SettingsParser {

    private final Function<String, @Nullable String> texts;
    private final List<String> errors = new ArrayList<>();

    private SettingsParser(ConfigurationParameters parameters) {
        this.texts = name -> parameters.get(name).orElse(null);
    }

    /**
     * Parse the settings, and check those of other modules too.
     *
     * @param platforms   names of the known platforms
     * @param environment variables, in which those who start runs say which part of the tests is meant
     */
    public static ParsedSettings parse(ConfigurationParameters parameters, List<String> platforms,
            Map<String, String> environment) {
        SettingsParser parser = new SettingsParser(parameters);
        Settings settings = parser.settings(platforms, environment);
        if (settings.shard().isPart() && settings.expectations().mode() == ExpectationMode.UPDATE) {
            parser.errors.add("expectations=update needs to see all tests, and this run is part " + settings.shard()
                    + " of them; update the expectations in a run without -Dshard");
        }
        parser.checkExpectations(settings.expectations());
        parser.checkOrder(settings.execution().order());
        SettingRegistry registry = SettingRegistry.ofAll();
        registry.others(parameters.keySet()).forEach(parser::find);
        parameters.keySet().stream().sorted().map(registry::complaint).flatMap(Optional::stream)
                .forEach(parser.errors::add);
        return new ParsedSettings(settings, List.copyOf(parser.errors));
    }

    /** A folder that is named and is not there would let all expectations be forgotten; an update may make it. */
    private void checkExpectations(ExpectationSettings settings) {
        if (settings.mode() == ExpectationMode.APPLY && find(EngineSettings.EXPECTATION_FOLDER).isPresent()
                && !Files.isDirectory(settings.folder())) {
            errors.add(EngineSettings.EXPECTATION_FOLDER + " names the folder " + settings.folder().toAbsolutePath()
                    + ", which is not there; make it, name another one, or leave the setting out");
        }
    }

    private void checkOrder(Order order) {
        boolean byHistory = order == Order.FAILED_FIRST || order == Order.SLOW_FIRST;
        if (byHistory && find(EngineSettings.HISTORY).filter("none"::equals).isPresent()) {
            errors.add("order=failed-first and order=slow-first go by the history, and there is none by "
                    + EngineSettings.HISTORY + "=none; keep a history, or choose another order");
        }
    }

    private Settings settings(List<String> platforms, Map<String, String> environment) {
        return new Settings(
                find(EngineSettings.PLATFORM.checked(choice -> EngineSettings.known(choice, platforms)))
                        .orElseGet(PlatformChoice.Unsaid::new),
                read(EngineSettings.RUNTIME),
                find(EngineSettings.DEVICE).orElseGet(DeviceChoice.Unsaid::new),
                read(EngineSettings.CASE),
                read(EngineSettings.LEVEL),
                new Extent(read(EngineSettings.ROUNDS), find(EngineSettings.SIZE).orElse(Map.of())),
                read(EngineSettings.MANUAL),
                find(EngineSettings.SEED).orElse(OptionalLong.empty()),
                read(EngineSettings.TIMEOUT),
                read(EngineSettings.SANITIZER),
                find(EngineSettings.CAPTURE).orElse(CaptureChoice.NONE)
                        .withFormat(read(EngineSettings.CAPTURE_FORMAT)),
                read(EngineSettings.CAPTURE_BYTES),
                comparison(platforms),
                read(EngineSettings.EMPTY_SELECTION),
                read(EngineSettings.SUMMARY),
                new ExpectationSettings(read(EngineSettings.EXPECTATIONS), read(EngineSettings.EXPECTATION_FOLDER)),
                new ExecutionSettings(repetition(), read(EngineSettings.ISOLATION), read(EngineSettings.ORDER),
                        read(EngineSettings.FAIL_FAST), find(EngineSettings.SEQUENCE),
                        find(EngineSettings.BISECT).map(OptionalInt::of).orElseGet(OptionalInt::empty),
                        find(EngineSettings.REDUCE).map(OptionalInt::of).orElseGet(OptionalInt::empty)),
                shard(environment).balancedBy(find(EngineSettings.SHARD_HISTORY)));
    }

    private ShardChoice shard(Map<String, String> environment) {
        Setting<ShardChoice> setting = EngineSettings.SHARD.as(text -> ShardChoice.parse(text, environment));
        Optional<ShardChoice> said = find(setting);
        try {
            return said.or(() -> ShardChoice.ofBazel(environment)).orElse(ShardChoice.WHOLE);
        } catch (IllegalArgumentException e) {
            errors.add(String.valueOf(e.getMessage()));
            return ShardChoice.WHOLE;
        }
    }

    private ComparisonSettings comparison(List<String> platforms) {
        Optional<AgainstChoice> against = find(EngineSettings.AGAINST.checked(choice -> choice.known(platforms)));
        try {
            return ComparisonSettings.of(against, read(EngineSettings.DIVERGE));
        } catch (IllegalArgumentException e) {
            errors.add(String.valueOf(e.getMessage()));
            return ComparisonSettings.NONE;
        }
    }

    private Repetition repetition() {
        try {
            return Repetition.of(read(EngineSettings.RETRIES), find(EngineSettings.UNTIL_FAIL),
                    find(EngineSettings.UNTIL_PASS));
        } catch (IllegalArgumentException e) {
            errors.add(String.valueOf(e.getMessage()));
            return Repetition.NONE;
        }
    }

    private <T> T read(Setting<T> setting) {
        return find(setting).orElseGet(setting::standard);
    }

    private <T> Optional<T> find(Setting<T> setting) {
        try {
            return setting.find(texts);
        } catch (IllegalArgumentException e) {
            errors.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
