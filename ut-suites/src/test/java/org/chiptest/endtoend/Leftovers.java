package org.chiptest.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * What this JVM's workers hold of the machine, one line each: processes, folders, threads, shared memory that is open, mapped
 * or named.
 */
record Leftovers(Set<String> lines) {

    private static final Path SELF = Path.of("/proc/self");
    private static final String OURS = "chiptest";

    /** Children follow the death of the thread that started them, so it lives as long as the JVM. */
    private static final String STARTER = "chiptest-process-starter";

    static Leftovers now() {
        try (Stream<ProcessHandle> processes = ProcessHandle.current().descendants();
                Stream<String> maps = Files.lines(SELF.resolve("maps"))) {
            Set<String> lines = new TreeSet<>();
            processes.forEach(process -> lines.add("process " + process.pid() + " " + process.info().command()));
            names(Path.of(System.getProperty("java.io.tmpdir")))
                    .filter(name -> name.startsWith(OURS) && name.contains("-" + ProcessHandle.current().pid() + "-"))
                    .forEach(name -> lines.add("folder " + name));
            names(Path.of("/dev/shm")).filter(name -> name.contains(OURS))
                    .forEach(name -> lines.add("shared memory " + name));
            Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                    .filter(name -> name.startsWith(OURS + "-") && !name.equals(STARTER))
                    .forEach(name -> lines.add("thread " + name));
            names(SELF.resolve("fd")).map(name -> "descriptor " + name + " " + target(SELF.resolve("fd", name)))
                    .filter(line -> line.contains(OURS)).forEach(lines::add);
            maps.filter(line -> line.contains(OURS)).forEach(line -> lines.add("mapping " + line));
            return new Leftovers(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Wait until nothing is left that was not there before. */
    static void awaitNoneSince(Leftovers before) {
        Awaitility.await("nothing is left over").atMost(Duration.ofSeconds(30)).pollInSameThread()
                .until(() -> now().since(before), Set::isEmpty);
    }

    private Set<String> since(Leftovers before) {
        return lines.stream().filter(line -> !before.lines.contains(line))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (NoSuchFileException e) {
            return "closed";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
