package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.chiptest.runtime.internal.files.Sha256;

/**
 * Digests of files by content, remembered as long as the file's status does not change.
 *
 * <p>A file that changed a moment ago is not remembered: it could change again within the same tick of the file system's clock, and
 * nothing in its status would tell.
 */
final class ContentDigests {

    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final InstantSource clock;
    private final Map<Path, Digest> known = new ConcurrentHashMap<>();

    public ContentDigests(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The digest of a file at one time.
     *
     * @param sum SHA-256 of its contents
     * @param stamp the file's status by which the contents are known to be the same later; empty if it changed too recently
     */
    record Digest(String sum, String stamp) {}

    /** Return the digest of a regular file, or nothing if there is no such file. */
    Optional<Digest> of(Path file) throws IOException {
        return of(file, new Digest("", ""));
    }

    /**
     * Return the digest of a regular file, or nothing if there is no such file.
     *
     * @param earlier what was known about a file of this name, perhaps another one; spares reading it if it is the same
     */
    Optional<Digest> of(Path file, Digest earlier) throws IOException {
        try {
            FileStatus status = FileStatus.of(file);
            if (!status.regular()) {
                return Optional.empty();
            }
            String stamp = status.stamp();
            if (stamp.equals(earlier.stamp)) {
                return Optional.of(earlier);
            }
            Digest before = known.get(file);
            if (before != null && stamp.equals(before.stamp)) {
                return Optional.of(before);
            }
            boolean settled = status.changed().isBefore(clock.instant().minus(SETTLED));
            Digest now = new Digest(Sha256.of(file), settled ? stamp : "");
            known.put(file, now);
            return Optional.of(now);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
