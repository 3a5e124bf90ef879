package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.chiptest.runtime.internal.files.FileTree;

/**
 * Delete what a cache has not needed for long, and what killed processes have left.
 *
 * <p>Deleting can never hurt a reader: whoever has found an entry holds its bytes, and whoever finds it gone compiles again.
 */
final class CachePruner {

    private static final Duration INTERVAL = Duration.ofDays(1);
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final CacheDirectory directory;
    private final CacheLimits limits;
    private final InstantSource clock;

    public CachePruner(CacheDirectory directory, CacheLimits limits, InstantSource clock) {
        this.directory = directory;
        this.limits = limits;
        this.clock = clock;
    }

    /** Delete left-overs of dead processes, and prune if nobody has done so for a day. */
    public void pruneIfDue() throws IOException {
        deleteAbandonedWork();
        Path stamp = directory.pruned();
        if (isOlder(stamp, INTERVAL)) {
            Files.write(stamp, new byte[0]);
            Files.setLastModifiedTime(stamp, FileTime.from(clock.instant()));
            prune();
        }
    }

    /** Delete entries and trees that are too old, then the oldest entries until the rest is small enough. */
    void prune() throws IOException {
        Instant oldest = clock.instant().minus(limits.maxAge());
        for (Used tree : children(directory.trees())) {
            if (tree.at.isBefore(oldest)) {
                FileTree.delete(tree.path);
            }
        }
        List<Used> entries = entries();
        long size = entries.stream().mapToLong(Used::size).sum();
        for (Used entry : entries) {
            if (entry.at.isBefore(oldest) || size > limits.maxBytes()) {
                Files.deleteIfExists(entry.path);
                size -= entry.size;
            }
        }
    }

    /** Say that a file or folder of the cache is being used; a day's precision is enough. */
    static void touch(Path used, Instant now) throws IOException {
        try {
            if (Files.getLastModifiedTime(used).toInstant().isBefore(now.minus(INTERVAL))) {
                Files.setLastModifiedTime(used, FileTime.from(now));
            }
        } catch (NoSuchFileException e) {
            return; // pruned just now; whoever uses it holds its bytes
        }
    }

    private void deleteAbandonedWork() throws IOException {
        for (Used folder : children(directory.work())) {
            // a process id says nothing about processes of other containers, hence the grace
            Duration grace = isAlive(folder.path) ? INTERVAL : ABANDONED;
            if (folder.at.isBefore(clock.instant().minus(grace))) {
                FileTree.delete(folder.path);
            }
        }
    }

    private static boolean isAlive(Path folder) {
        return WorkDirectory.owner(folder).flatMap(ProcessHandle::of).isPresent();
    }

    private boolean isOlder(Path file, Duration age) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(clock.instant().minus(age));
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** All manifests and libraries, the one that was not used for longest first. */
    private List<Used> entries() throws IOException {
        List<Used> entries = new ArrayList<>();
        for (Path home : List.of(directory.manifests(), directory.libraries())) {
            for (Used folder : children(home)) {
                entries.addAll(children(folder.path));
            }
        }
        entries.sort(Comparator.comparing(Used::at));
        return entries;
    }

    private static List<Used> children(Path folder) throws IOException {
        List<Used> used = new ArrayList<>();
        try (Stream<Path> children = Files.list(folder)) {
            for (Path child : (Iterable<Path>) children::iterator) {
                Used.of(child).ifPresent(used::add);
            }
        }
        return used;
    }

    private record Used(Path path, Instant at, long size) {

        /** Return nothing if it is gone: other processes prune too. */
        static Optional<Used> of(Path path) throws IOException {
            try {
                BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                return Optional.of(new Used(path, attributes.lastModifiedTime().toInstant(), attributes.size()));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        }
    }
}
