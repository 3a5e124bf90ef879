package org.chiptest.runtime.internal.foreign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.chiptest.runtime.internal.settings.HostClock;

/**
 * Find the threads that a foreign library has started and left.
 *
 * <p>A native thread begins with the name of the thread that made it. So threads of the library are those that are new, and have the name
 * of the thread that called it, or one that neither a Java thread nor the JVM itself gives.
 */
final class ForeignThreads {

    private static final Path TASKS = Path.of("/proc/self/task");
    private static final int NAME_LENGTH = 15;
    private static final List<String> OF_JVM = List.of("C1 ", "C2 ", "GC ", "VM ", "G1 ", "Attach",
            "Signal", "Service", "Monitor", "Notification", "Sweeper", "Common-", "Finalizer", "Reference", "JFR ");
    private static final long LOOK_NANOS = 1_000_000;

    private final Set<String> before = ids();
    private final String caller = name("thread-self");

    /** Return the names of threads that are still there after some time, in which they may end. */
    List<String> left(Duration patience) {
        long end = HostClock.nanos() + patience.toNanos();
        List<String> found = found();
        while (!found.isEmpty() && HostClock.nanos() < end) {
            LockSupport.parkNanos(LOOK_NANOS);
            found = found();
        }
        return found;
    }

    private List<String> found() {
        Set<String> java = Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName().substring(0, Math.min(NAME_LENGTH, thread.getName().length())))
                .collect(Collectors.toSet());
        return ids().stream().filter(id -> !before.contains(id)).map(ForeignThreads::name)
                .filter(name -> name.equals(caller) || !isOfJava(name, java)).filter(name -> !name.isEmpty()).toList();
    }

    private static boolean isOfJava(String name, Set<String> javaThreads) {
        return javaThreads.contains(name) || OF_JVM.stream().anyMatch(name::startsWith);
    }

    private static Set<String> ids() {
        try (Stream<Path> tasks = Files.list(TASKS)) {
            return tasks.map(task -> task.getFileName().toString()).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the threads of this process in " + TASKS, e);
        }
    }

    /** Return the name of a thread, empty if it has ended. */
    private static String name(String id) {
        Path file = id.equals("thread-self") ? Path.of("/proc/thread-self/comm") : TASKS.resolve(id).resolve("comm");
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            // between its end and its going, a thread has no name any more
            return "";
        }
    }
}
