package org.chiptest.engine.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.chiptest.runtime.internal.settings.Setting;
import org.junit.jupiter.api.Test;

class SettingRegistryTests {

    private static final Setting<Integer> DEPTH = Setting.named("chiptest.depth").meaning("how deep").example("2")
            .parsed(Integer::valueOf, "1");
    private static final Setting<Path> HOME = Setting.named("chiptest.platform.*.home").meaning("where").example("/x")
            .parsedElse(Path::of, "none");
    private final SettingRegistry registry = new SettingRegistry(List.of(DEPTH), List.of(HOME));

    @Test
    void aNameThatIsNoSettingGetsTheNearest() {
        assertThat(registry.complaint("chiptest.dept")).contains("unknown setting chiptest.dept; did you mean "
                + "chiptest.depth?; what may follow chiptest.: depth, platform.*.home");
    }

    @Test
    void aNameThatIsNearNoneIsRefusedAllTheSame() {
        assertThat(registry.complaint("chiptest.entirely-different")).contains(
                "unknown setting chiptest.entirely-different; what may follow chiptest.: depth, platform.*.home");
    }

    @Test
    void namesOfOthersAreTheirs() {
        assertThat(registry.complaint("chiptes.depth")).isEmpty();
        assertThat(registry.complaint("depth")).isEmpty();
    }

    @Test
    void aPatternStandsForItsNamesOnly() {
        assertThat(registry.complaint("chiptest.platform.a9.home")).isEmpty();
        assertThat(registry.complaint("chiptest.platform..home")).isPresent();
        assertThat(registry.complaint("chiptest.platform.a9.homes")).isPresent();
        assertThat(registry.complaint("chiptest-platform.a9.home")).isEmpty();
    }

    @Test
    void eachNameOfAPatternIsASettingOfItsOwn() {
        assertThat(registry.others(Set.of("chiptest.platform.b.home", "chiptest.platform.a.home", "chiptest.depth")))
                .extracting(Setting::name).containsExactly("chiptest.platform.a.home", "chiptest.platform.b.home");
    }
}
