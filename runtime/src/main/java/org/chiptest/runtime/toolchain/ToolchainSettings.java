package org.chiptest.runtime.toolchain;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.chiptest.runtime.internal.toolchain.CacheUnusableException;
import org.chiptest.runtime.internal.toolchain.CompileSettings;
import org.jspecify.annotations.Nullable;

/**
 * How and where a toolchain compiles.
 *
 * @param cache     where results are kept, and how many
 * @param compilers what compiles
 * @param variables what compilers see of the environment
 * @param isa       the folder of a PTO instruction library, whose headers kernels may include
 */
public record ToolchainSettings(Cache cache, Compilers compilers, Variables variables, Optional<Path> isa) {

    /**
     * The folder in which results are kept.
     *
     * @param directory is created if missing
     * @param maxAge    how long something is kept that nobody uses
     * @param maxBytes  how much is kept at most; what was not used for the longest time goes first
     */
    public record Cache(Path directory, Duration maxAge, long maxBytes) {

        /** Make the folder absolute. */
        public Cache {
            directory = directory.toAbsolutePath();
        }
    }

    /**
     * The compilers, and how many of them run for how long.
     *
     * @param kernels        names or paths of compilers for kernels; the first one that is installed is taken
     * @param orchestrations the same for orchestrations and the shim
     * @param parallelism    how many run at the same time at most
     * @param deadline       how long one of them may run
     */
    public record Compilers(List<String> kernels, List<String> orchestrations, int parallelism, Duration deadline) {

        /** Check the numbers and copy the collections. */
        public Compilers {
            if (parallelism < 1) {
                throw new IllegalArgumentException("At least one compiler must run at a time; found " + parallelism);
            }
            if (deadline.isNegative() || deadline.isZero()) {
                throw new IllegalArgumentException("A compiler needs some time; found the deadline " + deadline);
            }
            kernels = List.copyOf(kernels);
            orchestrations = List.copyOf(orchestrations);
        }
    }

    /**
     * The environment of compilers.
     *
     * @param inherited what they may see; what only changes their output is left out
     * @param added     what is added to it, and is part of every key of the cache
     */
    public record Variables(Map<String, String> inherited, Map<String, String> added) {

        /** Copy the collections. */
        public Variables {
            inherited = Map.copyOf(inherited);
            added = Map.copyOf(added);
        }
    }

    /**
     * Read the settings; what is not set has its default.
     *
     * @param properties the value of a setting by its name, {@code user.home} among them; null or blank if it is not set
     * @param environment the environment variables
     * @throws IllegalArgumentException if a value is no good; the message names the setting
     * @throws ToolchainException       if nothing says where the cache is to be
     */
    public static ToolchainSettings parse(Function<String, @Nullable String> properties,
            Map<String, String> environment) {
        Path folder = CompileSettings.CACHE.find(properties).orElseGet(
                () -> defaultCache(environment, Optional.ofNullable(properties.apply("user.home")).orElse("").strip()));
        Cache cache = new Cache(folder, Duration.ofDays(CompileSettings.CACHE_DAYS.read(properties)),
                (long) CompileSettings.CACHE_MEBIBYTES.read(properties) << 20);
        Compilers compilers = new Compilers(CompileSettings.KERNEL_COMPILER.read(properties),
                CompileSettings.ORCHESTRATION_COMPILER.read(properties),
                CompileSettings.PARALLELISM.find(properties).orElseGet(Runtime.getRuntime()::availableProcessors),
                Duration.ofSeconds(CompileSettings.DEADLINE.read(properties)));
        Optional<Path> isa = CompileSettings.ISA.find(properties)
                .or(() -> Optional.ofNullable(environment.get("PTO_ISA_ROOT")).filter(value -> !value.isBlank())
                        .map(Path::of))
                .map(Path::toAbsolutePath);
        return new ToolchainSettings(cache, compilers, new Variables(environment, Map.of()), isa);
    }

    /** Return these settings with another cache folder. */
    public ToolchainSettings withCacheDirectory(Path folder) {
        return new ToolchainSettings(new Cache(folder, cache.maxAge, cache.maxBytes), compilers, variables, isa);
    }

    /** Return these settings with another number of compilers at a time. */
    public ToolchainSettings withParallelism(int number) {
        return with(new Compilers(compilers.kernels, compilers.orchestrations, number, compilers.deadline));
    }

    /** Return these settings with one compiler for everything. */
    public ToolchainSettings withCompiler(String nameOrPath) {
        return with(new Compilers(List.of(nameOrPath), List.of(nameOrPath), compilers.parallelism,
                compilers.deadline));
    }

    /** Return these settings with other environment variables. */
    public ToolchainSettings withEnvironment(Map<String, String> inherited) {
        return new ToolchainSettings(cache, compilers, new Variables(inherited, variables.added), isa);
    }

    /** Return these settings with variables that are added to the environment. */
    public ToolchainSettings withExtraEnvironment(Map<String, String> added) {
        return new ToolchainSettings(cache, compilers, new Variables(variables.inherited, added), isa);
    }

    /** Return these settings with another deadline for one compiler. */
    public ToolchainSettings withDeadline(Duration duration) {
        return with(new Compilers(compilers.kernels, compilers.orchestrations, compilers.parallelism, duration));
    }

    private ToolchainSettings with(Compilers others) {
        return new ToolchainSettings(cache, others, variables, isa);
    }

    private static Path defaultCache(Map<String, String> environment, String home) {
        String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        if (caches.startsWith("/")) { // its specification says to ignore relative paths
            return Path.of(caches, "chiptest");
        }
        if (home.startsWith("/")) {
            return Path.of(home, ".cache", "chiptest");
        }
        throw new CacheUnusableException("No home folder to keep the compile cache in; set " + CompileSettings.CACHE,
                null);
    }
}
