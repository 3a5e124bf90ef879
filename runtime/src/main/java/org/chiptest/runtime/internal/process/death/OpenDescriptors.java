package org.chiptest.runtime.internal.process.death;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How many files a process has open, and how many it may have.
 *
 * @param open  number of open descriptors
 * @param limit most that the process may open
 */
public record OpenDescriptors(long open, long limit) {

    /** Opening a device, a few libraries and the JVM's own files takes less than this. */
    private static final long NEEDED = 64;
    private static final String LIMIT = "Max open files";

    /** Look at a process; one that has ended or cannot be looked at has none and no limit. */
    public static OpenDescriptors of(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        try (Stream<Path> open = Files.list(process.resolve("fd"));
                Stream<String> limits = Files.lines(process.resolve("limits"))) {
            long limit = limits.filter(line -> line.startsWith(LIMIT)).findFirst()
                    .map(line -> line.substring(LIMIT.length()).strip().split(" +")[0])
                    .filter(word -> !word.equals("unlimited")).map(Long::parseLong).orElse(Long.MAX_VALUE);
            return new OpenDescriptors(open.count(), limit);
        } catch (IOException e) {
            return new OpenDescriptors(0, Long.MAX_VALUE);
        }
    }

    /** Say that there are too few left, if so. */
    public Optional<String> shortage() {
        return limit - open >= NEEDED
                ? Optional.empty()
                : Optional.of("it has " + open + " files open, of " + limit + " at most");
    }
}
