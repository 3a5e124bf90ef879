package org.chiptest.engine.internal.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import org.chiptest.runtime.internal.settings.Setting;

/** What IDEs read to complete and explain settings in {@code junit-platform.properties}; {@code main} writes the file again. */
final class SettingsMetadata {

    static final Path FILE = Path.of("..", "harness-engine", "src", "main", "resources", "META-INF",
            "junit-platform-configuration-metadata.json");

    private SettingsMetadata() {}

    public static void main(String[] arguments) throws IOException {
        Files.writeString(FILE, of(SettingRegistry.ofAll().settings()));
    }

    /** Describe settings; of a pattern there is no name to complete. */
    static String of(List<Setting<?>> settings) {
        return settings.stream().filter(setting -> !setting.isPattern()).map(SettingsMetadata::entry)
                .collect(Collectors.joining(",\n", "{\n  \"properties\": [\n", "\n  ]\n}\n"));
    }

    private static String entry(Setting<?> setting) {
        String text = setting.otherwise();
        boolean oneText = text.matches("`[^`]+`");
        return "    {\n      \"name\": " + quoted(setting.name()) + ",\n      \"type\": \"java.lang.String\",\n"
                + "      \"description\": " + quoted(plain(setting.meaning()) + ". Example: " + setting.example() + "."
                        + (oneText ? "" : " Default: " + plain(text) + "."))
                + (oneText ? ",\n      \"defaultValue\": " + quoted(plain(text)) : "") + "\n    }";
    }

    /** Leave out what Markdown has for signs. */
    private static String plain(String text) {
        return text.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").replace("`", "");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
