package org.chiptest.platforms;

import java.util.List;

import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.platform.PlatformProvider;

/** Bring the platforms that come with chiptest. */
public final class BundledPlatforms implements PlatformProvider {

    /** Create the provider. */
    public BundledPlatforms() {}

    @Override
    public List<Platform> platforms() {
        return List.of(new SimulatedPlatform("a2a3sim", Architectures.A2A3),
                new SimulatedPlatform("a5sim", Architectures.A5), Cards.of(Architectures.A2A3),
                Cards.of(Architectures.A5));
    }
}
