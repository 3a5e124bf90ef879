package org.chiptest.engine.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;

/** Keep the table in {@code docs/settings.md} true. */
class SettingsTableTests {

    private static final Pattern ROW = Pattern.compile("\\| `(chiptest\\.[a-z-]+)` \\|(.*?)\\|(.*?)\\|.*");

    @Test
    void eachSettingHasItsRow() throws IOException {
        assertThat(rows()).extracting(List::getFirst).containsExactlyInAnyOrderElementsOf(keys());
    }

    @Test
    void shortNamesAreThoseThatWork() throws IOException {
        for (List<String> row : rows()) {
            String shortName = row.get(0).substring(Constants.PREFIX.length());
            assertThat(row.get(1)).as(row.get(0))
                    .isEqualTo(Constants.hasShortName(row.get(0)) ? "`" + shortName + "`" : "");
        }
    }

    @Test
    void defaultsMeanWhatNothingMeans() throws IOException {
        Settings unset = parse(Map.of());

        for (List<String> row : rows()) {
            String text = row.get(2);
            if (text.startsWith("`")) {
                assertThat(parse(Map.of(row.get(0), text.substring(1, text.length() - 1)))).as(row.get(0))
                        .isEqualTo(unset);
            }
        }
    }

    private static List<String> keys() {
        return Arrays.stream(Constants.class.getDeclaredFields())
                .filter(field -> Modifier.isPublic(field.getModifiers()) && !field.getName().equals("PREFIX"))
                .map(field -> {
                    try {
                        return String.valueOf(field.get(null));
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                }).toList();
    }

    private static List<List<String>> rows() throws IOException {
        return Files.readAllLines(Path.of("..", "docs", "settings.md")).stream().map(ROW::matcher)
                .filter(matcher -> matcher.matches() && Constants.isKnown(matcher.group(1)))
                .map(matcher -> List.of(matcher.group(1), matcher.group(2).strip(), matcher.group(3).strip()))
                .toList();
    }

    private static Settings parse(Map<String, String> parameters) {
        ParsedSettings parsed = SettingsParser.parse(LauncherDiscoveryRequestBuilder.request()
                .enableImplicitConfigurationParameters(false).configurationParameters(parameters).build()
                .getConfigurationParameters(), List.of());
        assertThat(parsed.errors()).isEmpty();
        return parsed.settings();
    }
}
