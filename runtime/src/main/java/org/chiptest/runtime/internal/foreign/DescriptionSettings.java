package org.chiptest.runtime.internal.foreign;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.chiptest.runtime.internal.platform.DescriptionKey;
import org.chiptest.runtime.internal.settings.Setting;
import org.jspecify.annotations.Nullable;

/** Name how platforms are described from outside. */
public final class DescriptionSettings {

    /** Name of the file on the class path, and in the folder that a run is started in. */
    public static final String FILE_NAME = "chiptest-platforms.properties";

    public static final Setting<Path> FILE = Setting.named("chiptest.platforms").example("ci/platforms.properties")
            .meaning("File of platforms that are described, see [foreign runtimes](foreign-runtimes.md)")
            .parsedElse(Path::of, "`" + FILE_NAME + "` in the folder of the module and on the class path");
    public static final Setting<String> ENTRY = Setting.named("chiptest.platform.*").alsoShort().example("/opt/mysim")
            .meaning("One value of a platform's description, by the platform's name and the key, such as"
                    + " `platform.mysim.home`; it wins over files")
            .parsedElse(text -> text, "what files say");

    /** All of them. */
    public static final List<Setting<?>> ALL = List.of(FILE, ENTRY);

    private static final Pattern WRITTEN = Pattern.compile("(chiptest\\.)?platform\\.[^.]+\\.(.+)");

    private DescriptionSettings() {}

    /** Return what was given of these settings, by the names by which it was given. */
    public static SortedMap<String, String> given(Collection<String> names,
            Function<String, @Nullable String> texts) {
        SortedMap<String, String> given = new TreeMap<>();
        for (String name : names) {
            Matcher entry = WRITTEN.matcher(name);
            String text = texts.apply(name);
            if (text != null && (name.equals(FILE.name())
                    || entry.matches() && DescriptionKey.of(entry.group(2)).isPresent())) {
                given.put(name, text);
            }
        }
        return given;
    }
}
