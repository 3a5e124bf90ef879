package org.chiptest.engine.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.chiptest.runtime.internal.settings.Setting;
import org.junit.jupiter.api.Test;

/** Keep the table in {@code docs/settings.md} true. */
class SettingsTableTests {

    private static final List<Setting<?>> SETTINGS = SettingRegistry.ofAll().settings();

    @Test
    void theTableIsWhatTheRegistrySays() throws IOException {
        Stream<String> rows = SETTINGS.stream()
                .map(setting -> "| `" + setting.name() + "` | "
                        + setting.shortName().map(name -> "`" + name + "`").orElse("") + " | " + setting.otherwise()
                        + " | `" + setting.example() + "` | " + setting.meaning() + " |");

        assertThat(Files.readAllLines(Path.of("..", "docs", "settings.md"))).filteredOn(line -> line.startsWith("|"))
                .containsExactlyElementsOf(Stream.concat(Stream.of("| Setting | Short | Default | Example | Meaning |",
                        "| --- | --- | --- | --- | --- |"), rows).toList());
    }

    @Test
    void theFileThatIdesReadIsWhatTheRegistrySays() throws IOException {
        assertThat(Files.readString(SettingsMetadata.FILE)).as("run SettingsMetadata.main")
                .isEqualTo(SettingsMetadata.of(SETTINGS));
        assertThat(getClass().getResource("/META-INF/junit-platform-configuration-metadata.json")).isNotNull();
    }

    @Test
    void everyExampleIsPossible() {
        assertThat(SETTINGS).allSatisfy(
                setting -> assertThat(setting.find(name -> name.equals(setting.name()) ? setting.example() : null))
                        .isPresent());
    }

    @Test
    void everyDefaultThatIsATextIsPossible() {
        assertThat(SETTINGS).filteredOn(setting -> setting.otherwise().matches("`[^`]+`"))
                .allSatisfy(setting -> assertThat(setting.standard()).isNotNull()).hasSizeGreaterThan(10);
    }

    @Test
    void noNameIsDeclaredTwice() {
        assertThat(SETTINGS).extracting(Setting::name).doesNotHaveDuplicates();
    }
}
