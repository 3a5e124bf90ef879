package org.chiptest.runtime.internal.settings;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Hold what the JVM and the shell say of the machine; the only place that reads system properties and variables.
 *
 * <p>What the JVM says of itself is read once: tests set such properties for their own purposes, and some do not put them back. Of all others
 * nothing is kept: a property that is set later is seen later.
 */
public final class HostEnvironment {

    private static final List<String> GIVEN = List.of("os.name", "os.arch", "java.home", "java.vm.version",
            "java.class.path", "java.io.tmpdir");
    private static final HostEnvironment CURRENT = new HostEnvironment();

    private final Map<String, String> given = new HashMap<>();

    private HostEnvironment() {
        for (String name : GIVEN) {
            String value = property(name);
            if (value != null) {
                given.put(name, value);
            }
        }
    }

    /** Return the environment of this process. */
    public static HostEnvironment current() {
        return CURRENT;
    }

    /** Return a system property, or null. */
    public @Nullable String property(String name) {
        return System.getProperty(name);
    }

    /** Return the names of all system properties. */
    public Set<String> propertyNames() {
        return System.getProperties().stringPropertyNames();
    }

    /** Return the variables of the environment. */
    public Map<String, String> variables() {
        return System.getenv();
    }

    /** Return a variable of the environment, or null. */
    public @Nullable String variable(String name) {
        return System.getenv(name);
    }

    /** Return the operating system as the JVM names it, such as {@code Linux}. */
    public String operatingSystem() {
        return given("os.name");
    }

    /** Return the architecture as the JVM names it, such as {@code amd64}. */
    public String architecture() {
        return given("os.arch");
    }

    /** Return the folder of the JDK that runs this. */
    public Path javaHome() {
        return Path.of(given("java.home"));
    }

    /** Return the exact version of the JVM. */
    public String javaVersion() {
        return given("java.vm.version");
    }

    /** Return the class path that the JVM was started with. */
    public String classPath() {
        return given("java.class.path");
    }

    /** Return the folder for temporary files. */
    public Path temporaryFolder() {
        return Path.of(given("java.io.tmpdir"));
    }

    private String given(String name) {
        return Objects.requireNonNull(given.get(name), () -> "this JVM has no system property " + name);
    }
}
