package org.chiptest.runtime.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Digests of files by content, remembered as long as the file's status does not change.
 *
 * <p>A file that changed a moment ago is not remembered: it could change again within the same tick of the file system's clock, and
 * nothing in its status would tell.
 */
final class ContentDigests {

    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final InstantSource clock;
    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    ContentDigests(InstantSource clock) {
        this.clock = clock;
    }

    /** Return the digest of a regular file, or nothing if there is no such file. */
    Optional<String> of(Path file) throws IOException {
        try {
            Status status = Status.of(file);
            if (!status.regular()) {
                return Optional.empty();
            }
            Known before = known.get(file);
            if (before != null && before.status.equals(status)) {
                return Optional.of(before.digest);
            }
            String digest = Sha256.of(file);
            if (status.changed().isBefore(clock.instant().minus(SETTLED))) {
                known.put(file, new Known(status, digest));
            } else {
                known.remove(file);
            }
            return Optional.of(digest);
        } catch (NoSuchFileException e) {
            known.remove(file);
            return Optional.empty();
        }
    }

    /** Return when a file's content or status last changed, by the clock of its file system. */
    static Instant lastChange(Path file) throws IOException {
        return Status.of(file).changed();
    }

    private record Known(Status status, String digest) {}

    private record Status(boolean regular, long size, FileTime modified, Instant changed, @Nullable Object inode) {

        static Status of(Path file) throws IOException {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            FileTime changed = (FileTime) Files.getAttribute(file, "unix:ctime");
            return new Status(attributes.isRegularFile(), attributes.size(), attributes.lastModifiedTime(),
                    changed.toInstant(),
                    attributes.fileKey());
        }
    }
}
