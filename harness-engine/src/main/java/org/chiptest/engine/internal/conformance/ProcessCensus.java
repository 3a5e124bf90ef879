package org.chiptest.engine.internal.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/** How much of the machine a process has: what a runtime leaks shows as growth from run to run. */
record ProcessCensus(long pid, Map<Resource, Long> counts) {

    private static final String TMPDIR = "TMPDIR=";

    /** What is counted. */
    enum Resource {
        DESCRIPTORS, MAPPINGS, THREADS, FILES
    }

    /**
     * Count what a process has.
     *
     * @throws CannotSayException if the process cannot be looked at
     */
    static ProcessCensus of(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            Map<Resource, Long> counts = new EnumMap<>(Resource.class);
            counts.put(Resource.DESCRIPTORS, entries(process.resolve("fd")));
            try (Stream<String> lines = Files.lines(process.resolve("maps"), StandardCharsets.ISO_8859_1)) {
                counts.put(Resource.MAPPINGS, lines.count());
            }
            counts.put(Resource.THREADS, entries(process.resolve("task")));
            counts.put(Resource.FILES, entries(temporaryFolder(process)));
            return new ProcessCensus(pid, counts);
        } catch (IOException e) {
            throw new CannotSayException("its process cannot be looked at: " + e, e);
        }
    }

    /** Return how much more there is of something than there was. */
    long growth(ProcessCensus before, Resource resource) {
        return counts.getOrDefault(resource, 0L) - before.counts.getOrDefault(resource, 0L);
    }

    private static long entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }

    /** Worker processes have a folder of their own. */
    private static Path temporaryFolder(Path process) throws IOException {
        String environment = Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
        return Stream.of(environment.split("\0")).filter(each -> each.startsWith(TMPDIR))
                .map(each -> Path.of(each.substring(TMPDIR.length()))).findFirst().orElse(Path.of("/tmp"));
    }
}
