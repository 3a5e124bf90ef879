package org.chiptest.runtime.internal.foreign;

import java.nio.file.Path;
import java.util.List;

import org.chiptest.runtime.internal.settings.Setting;

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

    private DescriptionSettings() {}
}
