package org.chiptest.runtime.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.chiptest.runtime.internal.files.FileTree;
import org.chiptest.runtime.internal.files.Sha256;
import org.chiptest.runtime.internal.process.launch.Checksums;
import org.chiptest.runtime.internal.process.launch.ClassFolder;
import org.chiptest.runtime.internal.settings.HostClock;
import org.chiptest.runtime.internal.settings.HostEnvironment;

/**
 * Keep what lets the JVMs of worker processes start fast: their classes in jars, and the ahead-of-time cache that the JDK makes of a
 * training run (JEP 514), for each content of the class path, JVM and set of options.
 *
 * <pre>
 * DIRECTORY/           0700
 *   KEY/0.jar ...      one for each folder of the class path
 *   KEY/worker.aot     absent if the training failed: then KEY/failed says why, and when it is tried again
 *   KEY/sums           checksums of these, which are looked at once in a process; what is damaged is made anew
 *   KEY/work-.../      what is being built
 * </pre>
 *
 * <p>What is missing is built in the background while workers start without it: it costs a second of CPU, once. A JVM ignores a cache of
 * another JVM; one with which a JVM did not start is not used again for a day. Nothing that is wrong with a cache is a failure: it is one
 * warning.
 *
 * <p>May be used by several threads, and a directory by several processes at the same time.
 */
public final class StartupCache implements AutoCloseable {

    public static final String ARCHIVE = "worker.aot";
    static final String FAILED = "failed";
    static final String SUMS = "sums";
    private static final int KEY_DIGITS = 32;
    private static final String USE = "-XX:AOTCache=";

    /** Entries that are kept: two runtimes of the last few builds. */
    private static final int KEPT = 8;

    /** How long closing waits for a training that is under way, so that short runs leave a cache too. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** When another process tries again what a JVM could not do; and at first, what was ended before it could show whether it can. */
    private static final Duration RETRY = Duration.ofDays(1);
    static final Duration SOON = Duration.ofMinutes(5);
    private static final Pattern SOONER = Pattern.compile("again after (PT[0-9HMS]+): ");

    private static final Duration GIVING_UP = Duration.ofSeconds(40);
    private static final FileAttribute<?> OWNER_ONLY = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path directory;
    private final Duration patience;
    private final InstantSource clock;
    private final Map<List<Path>, String> digests = new ConcurrentHashMap<>();
    private final Map<String, Thread> builds = new ConcurrentHashMap<>();

    /** Which entries this process has looked at, and whether they are sound; those that are not, and cannot be replaced, are not built. */
    private final Map<Path, Boolean> sound = new ConcurrentHashMap<>();
    private final Set<Path> unusable = ConcurrentHashMap.newKeySet();

    /** How to start a JVM: its class path, and options beside the usual ones. */
    public record Launch(List<Path> classPath, List<String> options) {}

    /** Start a JVM, have it do what workers do, and wait for its end. */
    @FunctionalInterface
    public interface Training {

        /**
         * Train; what is thrown becomes the reason why there is no cache.
         *
         * @throws CancellationException if it was ended from outside: it is tried again soon, when the machine may be less busy
         */
        void run(Launch launch);
    }

    private StartupCache(Path directory, Duration patience, InstantSource clock) {
        this.directory = directory;
        this.patience = patience;
        this.clock = clock;
    }

    /** Keep everything in this directory, which is created for its owner only if it is missing. */
    public static StartupCache in(Path directory) {
        return in(directory, PATIENCE, HostClock::now);
    }

    static StartupCache in(Path directory, Duration patience, InstantSource clock) {
        try {
            Files.createDirectories(directory, OWNER_ONLY);
            return new StartupCache(directory, patience, clock);
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
        if (Files.exists(archive) && sound.computeIfAbsent(entry, this::isSound)) {
            return new Launch(jars(classPath, entry), List.of(USE + archive));
        }
        if (!unusable.contains(entry) && !hasFailedLately(entry)) {
            builds.computeIfAbsent(entry.toString(), missing -> Thread.ofPlatform().daemon()
                    .name("chiptest-startup-cache").start(() -> build(classPath, entry, training)));
        }
        return new Launch(classPath, List.of());
    }

    /**
     * Have no more JVMs started from a cache with which one did not start, for a day.
     *
     * @param options what a launch gave that JVM
     * @param reason  how it ended
     * @return whether that launch was one with a cache of this directory
     */
    public boolean reject(List<String> options, String reason) {
        Optional<Path> archive = options.stream().filter(option -> option.startsWith(USE))
                .map(option -> Path.of(option.substring(USE.length()))).filter(file -> file.startsWith(directory))
                .findFirst();
        archive.map(Path::getParent).ifPresent(entry -> {
            unusable.add(entry);
            if (!Boolean.FALSE.equals(sound.put(entry, false))) {
                warn("a worker did not start from the cache " + entry + ", so for a day workers start without: "
                        + reason);
                try {
                    noteFailure(entry, reason);
                    discard(entry);
                } catch (IOException e) {
                    warn("it cannot be deleted, so later runs may try it again: " + e);
                }
            }
        });
        return archive.isPresent();
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

    /** Look at an entry for the first time in this process; a damaged one is deleted. */
    private boolean isSound(Path entry) {
        try {
            Optional<String> damage = Checksums.damage(entry.resolve(SUMS));
            if (damage.isEmpty()) {
                touch(entry);
                return true;
            }
            warn("the cache " + entry + " is made anew, and workers start without it until then: " + damage.get());
            discard(entry);
        } catch (IOException e) {
            unusable.add(entry);
            warn("the cache " + entry + " cannot be used, so workers start without; free it or let it be written to: "
                    + e);
        }
        return false;
    }

    /** Delete what a JVM starts from, that first by which others know that there is something. */
    private static void discard(Path entry) throws IOException {
        Files.deleteIfExists(entry.resolve(ARCHIVE));
        Files.deleteIfExists(entry.resolve(SUMS));
        try (Stream<Path> jars = Files.list(entry)) {
            for (Path jar : (Iterable<Path>) jars.filter(file -> file.toString().endsWith(".jar"))::iterator) {
                Files.deleteIfExists(jar);
            }
        }
    }

    private static void warn(String text) {
        System.getLogger(StartupCache.class.getName()).log(System.Logger.Level.WARNING, text);
    }

    private void build(List<Path> classPath, Path entry, Training training) {
        try {
            Files.createDirectories(entry, OWNER_ONLY);
            Path work = Files.createTempDirectory(entry, "work-", OWNER_ONLY);
            try {
                pack(classPath, entry, work);
                train(jars(classPath, entry), work.resolve(ARCHIVE), training);
                sum(classPath, entry, work);
                Files.move(work.resolve(ARCHIVE), entry.resolve(ARCHIVE), StandardCopyOption.ATOMIC_MOVE);
                Files.deleteIfExists(entry.resolve(FAILED));
                sound.put(entry, true);
            } catch (CancellationException e) {
                if (!Thread.currentThread().isInterrupted()) {
                    noteFailure(entry, "again after " + nextPause(entry) + ": " + e.getMessage());
                }
            } catch (RuntimeException | IOException e) {
                if (!Thread.currentThread().isInterrupted()) {
                    noteFailure(entry, String.valueOf(e));
                }
            } finally {
                FileTree.delete(work);
            }
            prune();
        } catch (IOException e) {
            warn("no startup cache can be made in " + directory
                    + ", so workers start without; free it or let it be written to: " + e);
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

    private static void sum(List<Path> classPath, Path entry, Path work) throws IOException {
        List<String> lines = new ArrayList<>(Checksums.of(work, List.of(ARCHIVE)).lines());
        lines.addAll(Checksums.of(entry, jars(classPath, entry).stream().filter(jar -> jar.startsWith(entry))
                .map(jar -> jar.getFileName().toString()).toList()).lines());
        new Checksums(lines).write(work.resolve(SUMS));
        Files.move(work.resolve(SUMS), entry.resolve(SUMS), StandardCopyOption.ATOMIC_MOVE);
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
            FileTree.delete(entry.path);
        }
    }

    private boolean hasFailedLately(Path entry) {
        try {
            Optional<FileTime> failed = lastUsed(entry.resolve(FAILED));
            return failed.isPresent() && failed.get().toInstant().plus(pause(entry)).isAfter(clock.instant());
        } catch (IOException e) {
            unusable.add(entry);
            warn("the cache " + entry + " cannot be read, so workers start without; let it be read: " + e);
            return true;
        }
    }

    private void noteFailure(Path entry, String text) throws IOException {
        Path failed = entry.resolve(FAILED);
        Files.writeString(failed, text);
        Files.setLastModifiedTime(failed, FileTime.from(clock.instant()));
    }

    /** Return how long nobody is to try again what has failed. */
    private static Duration pause(Path entry) throws IOException {
        Matcher sooner = SOONER.matcher(Files.readString(entry.resolve(FAILED)));
        return sooner.lookingAt() ? Duration.parse(sooner.group(1)) : RETRY;
    }

    /** Twice as long each time: a machine that is always busy is not to train again and again. */
    private static Duration nextPause(Path entry) throws IOException {
        Duration next = Files.exists(entry.resolve(FAILED)) ? pause(entry).multipliedBy(2) : SOON;
        return next.compareTo(RETRY) < 0 ? next : RETRY;
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
            warn("the cache " + entry + " cannot be marked as used, so it may be deleted early: " + e);
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

    private static String key(String classPath, List<String> options, String kind) {
        HostEnvironment host = HostEnvironment.current();
        return new Sha256().field(classPath).field(host.javaHome().toString()).field(host.javaVersion()).field(kind)
                .fields(options).hex().substring(0, KEY_DIGITS);
    }

    /** Jars count by place, size and time, as for the JVM; folders by what is in them. */
    private static String digest(List<Path> classPath) {
        Sha256 digest = new Sha256();
        for (Path path : classPath) {
            if (Files.isDirectory(path)) {
                ClassFolder.read(path).addTo(digest);
            } else {
                digest.field(identity(path));
            }
        }
        return digest.hex();
    }

    private static String identity(Path jar) {
        try {
            return jar + "\0" + Files.size(jar) + "\0" + Files.getLastModifiedTime(jar) + "\0";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + jar + " of the class path of workers", e);
        }
    }
}
