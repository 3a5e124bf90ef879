package org.chiptest.runtime.toolchain;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

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

    /** Setting: the folder of the compile cache. Default: {@code chiptest} in {@code $XDG_CACHE_HOME} or {@code ~/.cache}. */
    public static final String CACHE = "chiptest.compile.cache";
    /** Setting: days after which unused results are deleted. Default: 30. */
    public static final String CACHE_DAYS = "chiptest.compile.cache-days";
    /** Setting: mebibytes that the cache keeps. Default: 2048. */
    public static final String CACHE_MEBIBYTES = "chiptest.compile.cache-mebibytes";
    /** Setting: compilers that run at the same time. Default: the available processors. */
    public static final String PARALLELISM = "chiptest.compile.parallelism";
    /** Setting: compilers for kernels in order of preference, separated by commas. Default: {@code g++-15,g++}. */
    public static final String KERNEL_COMPILER = "chiptest.compile.kernel-compiler";
    /** Setting: the same for orchestrations and the shim. Default: {@code g++}. */
    public static final String ORCHESTRATION_COMPILER = "chiptest.compile.orchestration-compiler";
    /** Setting: the folder of a PTO instruction library. Default: {@code $PTO_ISA_ROOT}, else none. */
    public static final String ISA = "chiptest.compile.isa";
    /** Setting: seconds that one compiler may run. Default: 120. */
    public static final String DEADLINE = "chiptest.compile.deadline";

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
        Function<String, Optional<String>> setting = name -> Optional.ofNullable(properties.apply(name))
                .map(String::strip).filter(value -> !value.isEmpty());
        Path cache = setting.apply(CACHE).map(Path::of)
                .orElseGet(() -> defaultCache(environment, setting.apply("user.home").orElse("")));
        CacheLimits limits = new CacheLimits(
                Duration.ofDays(number(setting, CACHE_DAYS, CacheLimits.DEFAULT.maxAge().toDays())),
                number(setting, CACHE_MEBIBYTES, CacheLimits.DEFAULT.maxBytes() >> 20) << 20);
        int processors = Runtime.getRuntime().availableProcessors();
        Optional<Path> isa = setting.apply(ISA).or(() -> Optional.ofNullable(environment.get("PTO_ISA_ROOT")))
                .filter(value -> !value.isBlank()).map(value -> Path.of(value).toAbsolutePath());
        return new ToolchainSettings(cache, limits, (int) number(setting, PARALLELISM, processors),
                names(setting, KERNEL_COMPILER, "g++-15,g++"),
                names(setting, ORCHESTRATION_COMPILER, "g++"), environment, Map.of(), isa,
                Duration.ofSeconds(number(setting, DEADLINE, 120)));
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
        throw new CacheUnusableException("No home folder to keep the compile cache in; set " + CACHE, null);
    }

    private static long number(Function<String, Optional<String>> setting, String name, long otherwise) {
        Optional<String> value = setting.apply(name);
        return value.isEmpty() ? otherwise : number(name, value.get());
    }

    private static long number(String name, String value) {
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is a whole number; found '" + value + "'", e);
        }
        if (number < 1) {
            throw new IllegalArgumentException(name + " is at least 1; found " + value);
        }
        if (number > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(name + " is at most " + Integer.MAX_VALUE + "; found " + value);
        }
        return number;
    }

    private static List<String> names(Function<String, Optional<String>> setting, String name, String otherwise) {
        String value = setting.apply(name).orElse(otherwise);
        List<String> names = Arrays.stream(value.split(",")).map(String::strip).filter(part -> !part.isEmpty())
                .toList();
        if (names.isEmpty()) {
            throw new IllegalArgumentException(name + " names no compiler; found '" + value + "'");
        }
        return names;
    }
}
