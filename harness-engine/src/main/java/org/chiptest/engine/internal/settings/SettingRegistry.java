package org.chiptest.engine.internal.settings;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.chiptest.runtime.internal.foreign.DescriptionSettings;
import org.chiptest.runtime.internal.settings.NearestName;
import org.chiptest.runtime.internal.settings.Setting;
import org.chiptest.runtime.internal.toolchain.CompileSettings;

/** Hold every setting that there is, of all modules; what is not here is a mistake. */
public final class SettingRegistry {

    private final List<Setting<?>> engine;
    private final List<Setting<?>> others;

    SettingRegistry(List<Setting<?>> engine, List<Setting<?>> others) {
        this.engine = List.copyOf(engine);
        this.others = List.copyOf(others);
    }

    /** Return the registry of what comes with the harness. */
    public static SettingRegistry ofAll() {
        return new SettingRegistry(EngineSettings.ALL,
                Stream.concat(DescriptionSettings.ALL.stream(), CompileSettings.ALL.stream()).toList());
    }

    /** Return all settings, those of the engine first. */
    public List<Setting<?>> settings() {
        return Stream.concat(engine.stream(), others.stream()).toList();
    }

    /** Return the settings that the engine only passes on, for each pattern one of each name that was given. */
    List<Setting<?>> others(Set<String> names) {
        return others.stream().<Setting<?>>mapMulti((setting, found) -> {
            if (setting.isPattern()) {
                names.stream().filter(setting::matches).sorted().forEach(name -> found.accept(setting.at(name)));
            } else {
                found.accept(setting);
            }
        }).toList();
    }

    /** Say what is wrong with a name, if it looks like a setting and is none. */
    Optional<String> complaint(String name) {
        if (!name.startsWith(Setting.PREFIX) || settings().stream().anyMatch(setting -> setting.matches(name))) {
            return Optional.empty();
        }
        List<String> known = settings().stream().map(setting -> rest(setting.name())).toList();
        return Optional.of("unknown setting " + name
                + NearestName.to(rest(name), known).map(nearest -> "; did you mean " + Setting.PREFIX + nearest + "?")
                        .orElse("")
                + "; what may follow " + Setting.PREFIX + ": " + String.join(", ", known));
    }

    /** What all names have in common makes none of them near. */
    private static String rest(String name) {
        return name.substring(Setting.PREFIX.length());
    }
}
