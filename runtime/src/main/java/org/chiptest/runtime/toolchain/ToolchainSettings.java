package org.chiptest.runtime.toolchain;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How and where a toolchain compiles.
 *
 * @param cacheDirectory where results are kept; created if missing
 * @param parallelism how many compilers run at the same time at most
 * @param kernelCompilers names or paths of compilers for kernels; the first one that is installed is taken
 * @param orchestrationCompilers the same for orchestrations and the shim
 * @param environment the variables that compilers see
 * @param extraEnvironment variables that are added, and are part of every cache key
 * @param isa the folder of a PTO instruction library, whose headers kernels may include
 * @param deadline how long one compiler may run
 */
public record ToolchainSettings(Path cacheDirectory, int parallelism, List<String> kernelCompilers,
        List<String> orchestrationCompilers, Map<String, String> environment, Map<String, String> extraEnvironment,
        Optional<Path> isa, Duration deadline) {

    /** Names the setting of {@link #cacheDirectory}. */
    public static final String CACHE = "chiptest.compile.cache";
    /** Names the setting of {@link #deadline}. */
    public static final String DEADLINE = "chiptest.compile.deadline";

    /** Checks the numbers and copies the collections. */
    public ToolchainSettings {
        if (parallelism < 1) {
            throw new IllegalArgumentException("At least one compiler must run at a time; found " + parallelism);
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("A compiler needs some time; found the deadline " + deadline);
        }
        kernelCompilers = List.copyOf(kernelCompilers);
        orchestrationCompilers = List.copyOf(orchestrationCompilers);
        environment = Map.copyOf(environment);
        extraEnvironment = Map.copyOf(extraEnvironment);
    }

    /**
     * Returns the settings of somebody who has set nothing.
     *
     * @param environment the environment variables, of which {@code XDG_CACHE_HOME} moves the cache
     * @param home the user's home folder
     */
    public static ToolchainSettings defaults(Map<String, String> environment, Path home) {
        String cacheHome = environment.getOrDefault("XDG_CACHE_HOME", "");
        // the XDG specification tells to ignore relative paths
        Path caches = cacheHome.startsWith("/") ? Path.of(cacheHome) : home.resolve(".cache");
        return new ToolchainSettings(caches.resolve("chiptest"), Runtime.getRuntime().availableProcessors(),
                List.of("g++-15", "g++"), List.of("g++"), environment, Map.of(), Optional.empty(),
                Duration.ofMinutes(2));
    }

    /** Returns these settings with another cache folder. */
    public ToolchainSettings withCacheDirectory(Path folder) {
        return new ToolchainSettings(folder, parallelism, kernelCompilers, orchestrationCompilers, environment,
                extraEnvironment,
                isa, deadline);
    }

    /** Returns these settings with another number of compilers at a time. */
    public ToolchainSettings withParallelism(int compilers) {
        return new ToolchainSettings(cacheDirectory, compilers, kernelCompilers, orchestrationCompilers, environment,
                extraEnvironment, isa, deadline);
    }

    /** Returns these settings with one compiler for everything. */
    public ToolchainSettings withCompiler(String nameOrPath) {
        return new ToolchainSettings(cacheDirectory, parallelism, List.of(nameOrPath), List.of(nameOrPath), environment,
                extraEnvironment, isa, deadline);
    }

    /** Returns these settings with other environment variables. */
    public ToolchainSettings withEnvironment(Map<String, String> variables) {
        return new ToolchainSettings(cacheDirectory, parallelism, kernelCompilers, orchestrationCompilers, variables,
                extraEnvironment, isa, deadline);
    }

    /** Returns these settings with variables that are added to the environment. */
    public ToolchainSettings withExtraEnvironment(Map<String, String> variables) {
        return new ToolchainSettings(cacheDirectory, parallelism, kernelCompilers, orchestrationCompilers, environment,
                variables,
                isa, deadline);
    }

    /** Returns these settings with an instruction library for kernels. */
    public ToolchainSettings withIsa(Path folder) {
        return new ToolchainSettings(cacheDirectory, parallelism, kernelCompilers, orchestrationCompilers, environment,
                extraEnvironment, Optional.of(folder.toAbsolutePath()), deadline);
    }

    /** Returns these settings with another deadline for one compiler. */
    public ToolchainSettings withDeadline(Duration duration) {
        return new ToolchainSettings(cacheDirectory, parallelism, kernelCompilers, orchestrationCompilers, environment,
                extraEnvironment, isa, duration);
    }
}
