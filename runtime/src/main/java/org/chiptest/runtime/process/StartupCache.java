package org.chiptest.runtime.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.chiptest.runtime.internal.process.launch.ClassFolder;
import org.chiptest.runtime.internal.process.launch.WorkerDirectory;
import org.chiptest.runtime.internal.settings.HostClock;
import org.chiptest.runtime.internal.settings.HostEnvironment;

/**
 * Keep what lets the JVMs of worker processes start fast: their classes in jars, and the ahead-of-time cache that the JDK makes of a
 * training run (JEP 514), for each content of the class path, JVM and set of options.
 *
 * <pre>
 * DIRECTORY/           0700
 *   KEY/0.jar ...      one for each folder of the class path
 *   KEY/worker.aot     absent if the training failed: then KEY/failed says why, and it is tried again after a day
 *   KEY/work-.../      what is being built
 * </pre>
 *
 * <p>What is missing is built in the background while workers start without it: it costs a second of CPU, once. A JVM ignores a cache that
 * does not fit it, be it damaged or of another JVM.
 *
 * <p>May be used by several threads, and a directory by several processes at the same time.
 */
public final class StartupCache implements AutoCloseable {

    public static final String ARCHIVE = "worker.aot";
    static final String FAILED = "failed";

    /** Entries that are kept: two runtimes of the last few builds. */
    private static final int KEPT = 8;

    /** How long closing waits for a training that is under way, so that short runs leave a cache too. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration RETRY = Duration.ofDays(1);
    private static final Duration GIVING_UP = Duration.ofSeconds(40);
    private static final FileAttribute<?> OWNER_ONLY = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path directory;
    private final Duration patience;
    private final Map<List<Path>, byte[]> digests = new ConcurrentHashMap<>();
    private final Map<String, Thread> builds = new ConcurrentHashMap<>();

    /** How to start a JVM: its class path, and options beside the usual ones. */
    public record Launch(List<Path> classPath, List<String> options) {}

    /** Start a JVM, have it do what workers do, and wait for its end. */
    @FunctionalInterface
    public interface Training {

        /** Train; what is thrown becomes the reason why there is no cache. */
        void run(Launch launch);
    }

    private StartupCache(Path directory, Duration patience) {
        this.directory = directory;
        this.patience = patience;
    }

    /** Keep everything in this directory, which is created for its owner only if it is missing. */
    public static StartupCache in(Path directory) {
        return in(directory, PATIENCE);
    }

    static StartupCache in(Path directory, Duration patience) {
        try {
            Files.createDirectories(directory, OWNER_ONLY);
            return new StartupCache(directory, patience);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + directory + " for the startup caches of workers", e);
        }
    }

    /**
     * Tell how to start a JVM now.
     *
     * @param classPath jars and folders
     * @param options   options of the JVM, on which its cache depends
     * @param kind      what the training depends on beside them
     * @param training  called in the background if there is no cache yet
     */
    public Launch launch(List<Path> classPath, List<String> options, String kind, Training training) {
        Path entry = directory.resolve(key(digests.computeIfAbsent(classPath, StartupCache::digest), options, kind));
        Path archive = entry.resolve(ARCHIVE);
        if (Files.exists(archive)) {
            touch(entry);
            return new Launch(jars(classPath, entry), List.of("-XX:AOTCache=" + archive));
        }
        if (!hasFailedLately(entry)) {
            builds.computeIfAbsent(entry.toString(), missing -> Thread.ofPlatform().daemon()
                    .name("chiptest-startup-cache").start(() -> build(classPath, entry, training)));
        }
        return new Launch(classPath, List.of());
    }

    /** Wait a while for what is being built, then give it up. */
    @Override
    public void close() {
        long end = HostClock.nanos() + patience.toNanos();
        boolean interrupted = false;
        for (Thread build : builds.values()) {
            interrupted |= interrupted || !joined(build, Duration.ofNanos(Math.max(1, end - HostClock.nanos())));
            build.interrupt();
            interrupted |= !joined(build, GIVING_UP);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Wait for the end of a thread, or the end of the time; false if this thread was interrupted. */
    private static boolean joined(Thread thread, Duration time) {
        try {
            thread.join(time);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void build(List<Path> classPath, Path entry, Training training) {
        try {
            Files.createDirectories(entry, OWNER_ONLY);
            Path work = Files.createTempDirectory(entry, "work-", OWNER_ONLY);
            try {
                pack(classPath, entry, work);
                train(jars(classPath, entry), work.resolve(ARCHIVE), training);
                Files.move(work.resolve(ARCHIVE), entry.resolve(ARCHIVE), StandardCopyOption.ATOMIC_MOVE);
            } catch (RuntimeException | IOException e) {
                if (!Thread.currentThread().isInterrupted()) {
                    Files.writeString(entry.resolve(FAILED), String.valueOf(e));
                }
            } finally {
                WorkerDirectory.deleteTree(work);
            }
            prune();
        } catch (IOException e) {
            throw new UncheckedIOException("no startup cache can be made in " + directory
                    + ", so workers start without; free it or let it be written to", e);
        }
    }

    private static void pack(List<Path> classPath, Path entry, Path work) throws IOException {
        for (int i = 0; i < classPath.size(); i++) {
            Path jar = jar(classPath, i, entry);
            if (Files.isDirectory(classPath.get(i)) && !Files.exists(jar)) {
                ClassFolder.read(classPath.get(i)).writeJar(jar, work.resolve(i + ".jar"));
            }
        }
    }

    private static void train(List<Path> classPath, Path archive, Training training) throws IOException {
        training.run(new Launch(classPath, List.of("-XX:AOTCacheOutput=" + archive)));
        if (!Files.exists(archive)) {
            throw new NoSuchFileException(archive.toString(), null, "the JVM ended in order but wrote no cache");
        }
    }

    /** Delete the entries that have not been used for longest. */
    private void prune() throws IOException {
        record Entry(Path path, FileTime used) {}
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> paths = Files.list(directory)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                lastUsed(path).ifPresent(used -> entries.add(new Entry(path, used)));
            }
        }
        entries.sort(Comparator.comparing(Entry::used).reversed());
        for (Entry entry : entries.subList(Math.min(KEPT, entries.size()), entries.size())) {
            WorkerDirectory.deleteTree(entry.path);
        }
    }

    /** A machine that was too busy yesterday may not be today. */
    private static boolean hasFailedLately(Path entry) {
        try {
            return lastUsed(entry.resolve(FAILED))
                    .filter(failed -> failed.toInstant().plus(RETRY).isAfter(HostClock.now())).isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the startup cache " + entry, e);
        }
    }

    private static Optional<FileTime> lastUsed(Path path) throws IOException {
        try {
            return Optional.of(Files.getLastModifiedTime(path));
        } catch (NoSuchFileException e) {
            // another process has pruned it
            return Optional.empty();
        }
    }

    private static void touch(Path entry) {
        try {
            Files.setLastModifiedTime(entry, FileTime.from(HostClock.now()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot mark " + entry + " as used", e);
        }
    }

    private static List<Path> jars(List<Path> classPath, Path entry) {
        List<Path> jars = new ArrayList<>();
        for (int i = 0; i < classPath.size(); i++) {
            jars.add(jar(classPath, i, entry));
        }
        return jars;
    }

    private static Path jar(List<Path> classPath, int index, Path entry) {
        Path given = classPath.get(index);
        return Files.isDirectory(given) ? entry.resolve(index + ".jar") : given;
    }

    private static String key(byte[] classPath, List<String> options, String kind) {
        MessageDigest digest = sha256();
        digest.update(classPath);
        HostEnvironment host = HostEnvironment.current();
        String rest = String.join("\0", host.javaHome().toString(), host.javaVersion(), kind,
                String.join("\0", options));
        return HexFormat.of().formatHex(digest.digest(rest.getBytes(StandardCharsets.UTF_8)), 0, 16);
    }

    /** Jars count by place, size and time, as for the JVM; folders by what is in them. */
    private static byte[] digest(List<Path> classPath) {
        MessageDigest digest = sha256();
        for (Path path : classPath) {
            if (Files.isDirectory(path)) {
                ClassFolder.read(path).addTo(digest);
            } else {
                digest.update(identity(path).getBytes(StandardCharsets.UTF_8));
            }
        }
        return digest.digest();
    }

    private static String identity(Path jar) {
        try {
            return jar + "\0" + Files.size(jar) + "\0" + Files.getLastModifiedTime(jar) + "\0";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + jar + " of the class path of workers", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
