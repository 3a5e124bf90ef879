package org.chiptest.runtime.internal.platform;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.platform.PlatformProvider;

/** Find the platforms on the class path. */
public final class Platforms {

    private final List<PlatformProvider> providers;
    private final List<Platform> all;

    private Platforms(List<PlatformProvider> providers) {
        this.providers = providers;
        Map<String, PlatformProvider> owners = new TreeMap<>();
        for (PlatformProvider provider : providers) {
            provider.platforms().forEach(platform -> requireSingle(platform.name(), provider, owners));
        }
        all = providers.stream().flatMap(provider -> provider.platforms().stream())
                .sorted(Comparator.comparing(Platform::name)).toList();
    }

    /**
     * Load every provider that this class loader sees.
     *
     * @throws IllegalStateException if two of them bring a platform of the same name
     */
    public static Platforms load(ClassLoader loader) {
        return new Platforms(ServiceLoader.load(PlatformProvider.class, loader).stream()
                .map(ServiceLoader.Provider::get).toList());
    }

    /** Return who brings the platforms. */
    public List<PlatformProvider> providers() {
        return providers;
    }

    /** Return all platforms, in order of their names. */
    public List<Platform> all() {
        return all;
    }

    /** Return the names of all platforms. */
    public List<String> names() {
        return all.stream().map(Platform::name).toList();
    }

    /** Find a platform by its name. */
    public Optional<Platform> named(String name) {
        return all.stream().filter(platform -> platform.name().equals(name)).findFirst();
    }

    private static void requireSingle(String name, PlatformProvider provider, Map<String, PlatformProvider> owners) {
        PlatformProvider other = owners.putIfAbsent(name, provider);
        if (other != null) {
            throw new IllegalStateException("platform '" + name + "' is brought by " + other.getClass().getName()
                    + " and by " + provider.getClass().getName()
                    + "; rename one, or take one of their jars off the class path");
        }
    }
}
