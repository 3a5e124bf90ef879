package org.chiptest.runtime.internal.process.launch;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.chiptest.runtime.internal.platform.DescriptionKey;
import org.chiptest.runtime.internal.platform.PlatformDescription;
import org.chiptest.runtime.toolchain.Sanitizer;

/**
 * What is around a process of ours that its program does not see to.
 *
 * @param sanitizer   what its native code is built with, if anything
 * @param environment variables beside those of this process
 * @param privateTemp whether native code finds its folder for temporary files in the process's own
 * @param litter      what it leaves elsewhere
 */
public record Surroundings(Optional<Sanitizer.Library> sanitizer, Map<String, String> environment, boolean privateTemp,
        Litter litter) {

    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /**
     * Return what the settings of a worker say.
     *
     * @param description the properties that describe its platform, if any do
     */
    public static Surroundings of(Optional<Sanitizer.Library> sanitizer, Optional<String> description) {
        Optional<PlatformDescription> platform = description.map(PlatformDescription::parse);
        return new Surroundings(sanitizer, platform.map(PlatformDescription::environment).orElse(Map.of()),
                platform.isPresent(),
                new Litter(platform.flatMap(said -> said.list(DescriptionKey.LITTER)).orElse(List.of())));
    }
}
