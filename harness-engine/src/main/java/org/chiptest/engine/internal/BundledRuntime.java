package org.chiptest.engine.internal;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

import org.chiptest.engine.internal.execution.ExecutionResources;
import org.chiptest.runtime.internal.foreign.DescribedPlatforms;
import org.chiptest.runtime.internal.linker.NativeAccess;
import org.chiptest.runtime.internal.platform.Platforms;
import org.chiptest.runtime.internal.settings.HostClock;
import org.chiptest.runtime.internal.settings.HostEnvironment;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.ConfigurationParameters;

/**
 * The runtime and toolchain that come with the harness, in the test JVM of a build.
 *
 * @param console where the summary of a run and its warnings go
 */
public record BundledRuntime(PrintStream console) implements EngineEnvironment {

    private static final String POM = "pom.xml";

    @Override
    public DescribedPlatforms platforms(ConfigurationParameters settings) {
        return platforms(name -> settings.get(name).orElse(null), settings.keySet());
    }

    /**
     * Return the platforms that exist, those too that settings describe.
     *
     * @param texts the text of a setting by its name, or null
     * @param names the names of all that are set
     */
    public static DescribedPlatforms platforms(Function<String, @Nullable String> texts, Set<String> names) {
        ClassLoader loader = Optional.ofNullable(Thread.currentThread().getContextClassLoader())
                .orElse(BundledRuntime.class.getClassLoader());
        return DescribedPlatforms.read(Platforms.load(BundledRuntime.class.getClassLoader()),
                texts, names, Path.of(""), loader);
    }

    @Override
    public ExecutionResources open(Function<String, @Nullable String> settings) {
        NativeAccess.require();
        return BundledResources.open(settings, console);
    }

    @Override
    public long newSeed() {
        return new SplittableRandom().nextLong();
    }

    @Override
    public Map<String, String> variables() {
        return HostEnvironment.current().variables();
    }

    @Override
    public LocalDate today() {
        return LocalDate.ofInstant(HostClock.now(), ZoneId.systemDefault());
    }

    @Override
    public String testCommand() {
        return testCommand(Path.of("").toAbsolutePath());
    }

    /** A module of a larger build is run from the build's folder, as what it depends on is built there. */
    static String testCommand(Path module) {
        Path root = module;
        for (Path each = module; Files.exists(each.resolve(POM)); each = parent(each).orElse(each.resolve("none"))) {
            root = each;
        }
        return root.equals(module)
                ? "mvn test"
                : "mvn test -pl " + root.relativize(module) + " -am -Dsurefire.failIfNoSpecifiedTests=false";
    }

    private static Optional<Path> parent(Path folder) {
        return Optional.ofNullable(folder.getParent());
    }
}
