package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What the file system says about a file without reading it.
 *
 * <p>The time of the last change, unlike the time of the last modification, cannot be set by anybody: as long as it stays the same, so do
 * the contents.
 */
record FileStatus(boolean regular, long size, long modifiedNanos, long changedNanos, long inode) {

    private static final String ATTRIBUTES = "unix:isRegularFile,size,lastModifiedTime,ctime,ino";

    /** Ask the file system, once. */
    static FileStatus of(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, ATTRIBUTES);
        return new FileStatus((Boolean) attribute(attributes, "isRegularFile"), (Long) attribute(attributes, "size"),
                nanos(attribute(attributes, "lastModifiedTime")), nanos(attribute(attributes, "ctime")),
                (Long) attribute(attributes, "ino"));
    }

    /** Return when contents or status last changed, by the clock of the file system. */
    Instant changed() {
        return Instant.ofEpochSecond(0, changedNanos);
    }

    /** Return a word that is the same for the same status. */
    String stamp() {
        return size + "/" + modifiedNanos + "/" + changedNanos + "/" + inode;
    }

    private static Object attribute(Map<String, Object> attributes, String name) {
        return Objects.requireNonNull(attributes.get(name), name);
    }

    private static long nanos(Object time) {
        return ((FileTime) time).to(TimeUnit.NANOSECONDS);
    }
}
