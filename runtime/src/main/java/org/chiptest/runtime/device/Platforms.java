package org.chiptest.runtime.device;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Find the platforms on the class path. */
public final class Platforms {

    private final List<Platform> all;

    private Platforms(List<Platform> all) {
        this.all = all;
    }

    /** Load every provider that this class loader sees, in order of their names. */
    public static Platforms load(ClassLoader loader) {
        return new Platforms(ServiceLoader.load(Platform.class, loader).stream().map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(Platform::name)).toList());
    }

    /** Return all platforms. */
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
}
