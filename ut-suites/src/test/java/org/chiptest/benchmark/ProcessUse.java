package org.chiptest.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a process holds of the machine: resident memory, descriptors, mappings and threads. */
record ProcessUse(long residentKib, long descriptors, long mappings, long threads) {

    /** Look at a process of this user. */
    static ProcessUse of(long pid) {
        Path process = Path.of("/proc", String.valueOf(pid));
        try {
            return new ProcessUse(status(process, "VmRSS:"), count(process.resolve("fd")),
                    Files.readAllLines(process.resolve("maps")).size(), status(process, "Threads:"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ProcessUse since(ProcessUse before) {
        return new ProcessUse(residentKib - before.residentKib, descriptors - before.descriptors,
                mappings - before.mappings, threads - before.threads);
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    private static long status(Path process, String key) throws IOException {
        List<String> lines = Files.readAllLines(process.resolve("status"));
        return lines.stream().filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst().orElseThrow();
    }
}
