package org.chiptest.runtime.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.platform.Capabilities;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.platform.PlatformProvider;
import org.chiptest.runtime.platform.StubPlatform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformsTests {

    /** Brings a platform whose name is taken. */
    public static final class Impostor implements PlatformProvider {

        @Override
        public List<Platform> platforms() {
            return List.of(StubPlatform.named("a2a3sim", new Architecture("chip", 1, 1, 1, false),
                    Capabilities.ofSimulation()));
        }
    }

    @Test
    void thePlatformsThatComeWithChiptestAreFound() {
        Platforms platforms = Platforms.load(getClass().getClassLoader());

        assertThat(platforms.names()).containsExactly("a2a3", "a2a3sim", "a5", "a5sim");
        assertThat(platforms.all()).filteredOn(platform -> platform.capabilities().byDefault())
                .extracting(Platform::name)
                .containsExactly("a2a3sim", "a5sim");
        assertThat(platforms.all()).filteredOn(platform -> platform.capabilities().limited()).extracting(Platform::name)
                .containsExactly("a2a3", "a5");
    }

    @Test
    void twoPlatformsOfOneNameAreRefused(@TempDir Path folder) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(PlatformProvider.class.getName()), Impostor.class.getName());
        try (URLClassLoader loader = new URLClassLoader(new URL[]{folder.toUri().toURL()},
                getClass().getClassLoader())) {
            assertThatIllegalStateException().isThrownBy(() -> Platforms.load(loader))
                    .withMessageStartingWith("platform 'a2a3sim' is brought by ")
                    .withMessageContainingAll(Impostor.class.getName(), "org.chiptest.platforms.BundledPlatforms")
                    .withMessageEndingWith("; rename one, or take one of their jars off the class path");
        }
    }

    @Test
    void aProcessThatCanDoNoRunIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Capabilities(Capabilities.Choice.BY_DEFAULT,
                Capabilities.Supply.UNLIMITED, EnumSet.noneOf(Counter.class), Set.of(), Capabilities.Code.IN_PROCESS,
                Capabilities.Reset.PROCESS, OptionalInt.of(0)))
                .withMessage("a process that can do 0 runs is of no use; the limit is 1 or more, or none");
    }
}
