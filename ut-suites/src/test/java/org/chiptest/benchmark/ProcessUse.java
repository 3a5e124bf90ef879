package org.chiptest.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What this process holds of the machine: resident memory, descriptors, mappings and threads. */
record ProcessUse(long residentKib, long descriptors, long mappings, long threads) {

    private static final Path SELF = Path.of("/proc/self");

    static ProcessUse now() {
        try {
            return new ProcessUse(status("VmRSS:"), count(SELF.resolve("fd")),
                    Files.readAllLines(SELF.resolve("maps")).size(), status("Threads:"));
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

    private static long status(String key) throws IOException {
        List<String> lines = Files.readAllLines(SELF.resolve("status"));
        return lines.stream().filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst().orElseThrow();
    }
}
