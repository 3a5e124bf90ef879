package org.chiptest.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

    /** Look at a JVM of this user after its garbage has been collected. */
    static ProcessUse afterCollection(long pid) {
        if (pid == ProcessHandle.current().pid()) {
            System.gc();
        } else {
            collect(pid);
        }
        return of(pid);
    }

    ProcessUse since(ProcessUse before) {
        return new ProcessUse(residentKib - before.residentKib, descriptors - before.descriptors,
                mappings - before.mappings, threads - before.threads);
    }

    private static void collect(long pid) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process command = new ProcessBuilder(jcmd.toString(), String.valueOf(pid), "GC.run").inheritIO()
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            if (!command.waitFor(1, TimeUnit.MINUTES) || command.exitValue() != 0) {
                throw new IllegalStateException("process " + pid + " did not collect its garbage");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
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
