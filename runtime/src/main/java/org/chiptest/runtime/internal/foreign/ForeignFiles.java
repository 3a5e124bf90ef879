package org.chiptest.runtime.internal.foreign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.chiptest.runtime.device.DeviceException;

/**
 * The files of one foreign runtime.
 *
 * @param preloads   libraries that are opened before the runtime, in this order, for everybody's use
 * @param host       the runtime's library for the host, which is opened
 * @param aicpu      the code for the AICPU, which is handed over as bytes; none if the runtime wants none
 * @param aicore     the code for the cores, likewise
 * @param dispatcher the code of the dispatcher, likewise
 */
public record ForeignFiles(List<Path> preloads, Path host, Optional<Path> aicpu, Optional<Path> aicore,
        Optional<Path> dispatcher) {

    public ForeignFiles {
        preloads = List.copyOf(preloads);
    }

    /**
     * Read a file whole.
     *
     * @throws DeviceException if it cannot be read
     */
    static byte[] read(Path file, String what) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new DeviceException(what + ", " + file + ", cannot be read: " + e
                    + "; name the file where it is, see docs/foreign-runtimes.md", e);
        }
    }
}
