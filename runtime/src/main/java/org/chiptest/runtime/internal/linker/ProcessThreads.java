package org.chiptest.runtime.internal.linker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.chiptest.runtime.internal.files.ProcessStat;
import org.chiptest.runtime.internal.settings.HostClock;

/**
 * The threads of this process before any user code: those that come later are Java's, which their names tell, or user code has started
 * them.
 *
 * <p>A thread begins with the name of the one that starts it, so of each name there must be as many as Java has.
 *
 * @param known their ids
 */
record ProcessThreads(Set<String> known) {

    private static final Path THREADS = Path.of("/proc/self/task");

    /** How much of a name the system keeps. */
    private static final int NAME_LENGTH = 15;

    /** How names of threads begin that the Java VM starts when it has much to compile or to collect, and has in no list. */
    private static final List<String> OF_THE_VM = List.of("C1 Comp", "C2 Comp", "GC Thread", "G1 ", "XWorker",
            "ZWorker",
            "Shenandoah");

    /** A thread of Java has no name yet for a moment, and is no longer in its list a moment before it has ended. */
    private static final Duration MOMENT = Duration.ofMillis(250);
    private static final long PAUSE_NANOS = 1_000_000;

    ProcessThreads {
        known = Set.copyOf(known);
    }

    static ProcessThreads now() {
        return new ProcessThreads(ids());
    }

    /** Tell whether there are threads that user code has started. */
    boolean haveStrangers() {
        long end = 0;
        while (areStrangers()) {
            if (end == 0) {
                end = HostClock.nanos() + MOMENT.toNanos();
            } else if (HostClock.nanos() - end > 0) {
                return true;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return false;
    }

    private boolean areStrangers() {
        Set<String> ids = ids();
        Set<String> names = ids.stream().filter(id -> !known.contains(id)).flatMap(ProcessThreads::name)
                .collect(Collectors.toSet());
        if (names.isEmpty()) {
            return false;
        }
        Map<String, Long> java = count(javaNames());
        return count(ids.stream().flatMap(ProcessThreads::name).filter(names::contains)).entrySet().stream()
                .anyMatch(name -> name.getValue() > java.getOrDefault(name.getKey(), 0L));
    }

    /** Return the name of a thread that may go on for long, and that Java would know. */
    private static Stream<String> name(String id) {
        return ProcessStat.at(THREADS.resolve(id)).stream().filter(thread -> !thread.isEnding()).map(ProcessStat::name)
                .filter(name -> OF_THE_VM.stream().noneMatch(name::startsWith));
    }

    private static Map<String, Long> count(Stream<String> names) {
        return names.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static Stream<String> javaNames() {
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        while (all.getParent() != null) {
            all = all.getParent();
        }
        // those that begin meanwhile find room too
        Thread[] threads = new Thread[2 * all.activeCount() + NAME_LENGTH];
        all.enumerate(threads);
        return Arrays.stream(threads).filter(Objects::nonNull).map(Thread::getName)
                .map(name -> name.length() > NAME_LENGTH ? name.substring(0, NAME_LENGTH) : name);
    }

    private static Set<String> ids() {
        Set<String> ids = new HashSet<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            threads.forEach(thread -> ids.add(String.valueOf(thread.getFileName())));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the threads of this process in " + THREADS, e);
        }
        return ids;
    }
}
