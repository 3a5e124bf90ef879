package org.chiptest.runtime.toolchain;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.chiptest.runtime.internal.toolchain.CompileSettings;
import org.jspecify.annotations.Nullable;

/**
 * How and where a toolchain compiles.
 *
 * @param cacheDirectory where results are kept; created if missing
 * @param cacheLimits how much of it
 * @param parallelism how many compilers run at the same time at most
 * @param kernelCompilers names or paths of compilers for kernels; the first one that is installed is taken
 * @param orchestrationCompilers the same for orchestrations and the shim
 * @param environment the variables that compilers see
 * @param extraEnvironment variables that are added, and are part of every cache key
 * @param isa the folder of a PTO instruction library, whose headers kernels may include
 * @param deadline how long one compiler may run
 */
public record ToolchainSettings(Path cacheDirectory, CacheLimits cacheLimits, int parallelism,
        List<String> kernelCompilers,
        List<String> orchestrationCompilers, Map<String, String> environment, Map<String, String> extraEnvironment,
        Optional<Path> isa, Duration deadline) {

    /** Check the numbers and copy the collections. */
    public ToolchainSettings {
        if (parallelism < 1) {
            throw new IllegalArgumentException("At least one compiler must run at a time; found " + parallelism);
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("A compiler needs some time; found the deadline " + deadline);
        }
        cacheDirectory = cacheDirectory.toAbsolutePath();
        kernelCompilers = List.copyOf(kernelCompilers);
        orchestrationCompilers = List.copyOf(orchestrationCompilers);
        environment = Map.copyOf(environment);
        extraEnvironment = Map.copyOf(extraEnvironment);
    }

    /**
     * Read the settings; what is not set has its default.
     *
     * @param properties the value of a setting by its name, {@code user.home} among them; null or blank if it is not set
     * @param environment the environment variables
     * @throws IllegalArgumentException if a value is no good; the message names the setting
     * @throws CacheUnusableException   if nothing says where the cache is to be
     */
    public static ToolchainSettings parse(Function<String, @Nullable String> properties,
            Map<String, String> environment) {
        Path cache = CompileSettings.CACHE.find(properties).orElseGet(
                () -> defaultCache(environment, Optional.ofNullable(properties.apply("user.home")).orElse("").strip()));
        CacheLimits limits = new CacheLimits(Duration.ofDays(CompileSettings.CACHE_DAYS.read(properties)),
                (long) CompileSettings.CACHE_MEBIBYTES.read(properties) << 20);
        Optional<Path> isa = CompileSettings.ISA.find(properties)
                .or(() -> Optional.ofNullable(environment.get("PTO_ISA_ROOT")).filter(value -> !value.isBlank())
                        .map(Path::of))
                .map(Path::toAbsolutePath);
        return new ToolchainSettings(cache, limits,
                CompileSettings.PARALLELISM.find(properties).orElseGet(Runtime.getRuntime()::availableProcessors),
                CompileSettings.KERNEL_COMPILER.read(properties),
                CompileSettings.ORCHESTRATION_COMPILER.read(properties), environment, Map.of(), isa,
                Duration.ofSeconds(CompileSettings.DEADLINE.read(properties)));
    }

    /** Return these settings with another cache folder. */
    public ToolchainSettings withCacheDirectory(Path folder) {
        return new ToolchainSettings(folder, cacheLimits, parallelism, kernelCompilers, orchestrationCompilers,
                environment,
                extraEnvironment, isa, deadline);
    }

    /** Return these settings with another number of compilers at a time. */
    public ToolchainSettings withParallelism(int compilers) {
        return new ToolchainSettings(cacheDirectory, cacheLimits, compilers, kernelCompilers, orchestrationCompilers,
                environment, extraEnvironment, isa, deadline);
    }

    /** Return these settings with one compiler for everything. */
    public ToolchainSettings withCompiler(String nameOrPath) {
        return new ToolchainSettings(cacheDirectory, cacheLimits, parallelism, List.of(nameOrPath), List.of(nameOrPath),
                environment, extraEnvironment, isa, deadline);
    }

    /** Return these settings with other environment variables. */
    public ToolchainSettings withEnvironment(Map<String, String> variables) {
        return new ToolchainSettings(cacheDirectory, cacheLimits, parallelism, kernelCompilers, orchestrationCompilers,
                variables, extraEnvironment, isa, deadline);
    }

    /** Return these settings with variables that are added to the environment. */
    public ToolchainSettings withExtraEnvironment(Map<String, String> variables) {
        return new ToolchainSettings(cacheDirectory, cacheLimits, parallelism, kernelCompilers, orchestrationCompilers,
                environment, variables, isa, deadline);
    }

    /** Return these settings with another deadline for one compiler. */
    public ToolchainSettings withDeadline(Duration duration) {
        return new ToolchainSettings(cacheDirectory, cacheLimits, parallelism, kernelCompilers, orchestrationCompilers,
                environment, extraEnvironment, isa, duration);
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
