package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What is free on the disk of a folder. */
@FunctionalInterface
interface DiskSpace {

    /** What a compiler needs for its files, and more. */
    long ENOUGH = 16L << 20;

    /** As the system says. */
    DiskSpace REAL = folder -> Files.getFileStore(folder).getUsableSpace();

    /** Return how many bytes are free. */
    long usable(Path folder) throws IOException;

    /** Say that the disk of a folder is full, if it is; of a folder that is gone, nothing can be said. */
    default Optional<String> shortage(Path folder) {
        try {
            long usable = usable(folder);
            return usable < ENOUGH
                    ? Optional.of("its disk is full, " + (usable >> 10) + " KiB are left")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
