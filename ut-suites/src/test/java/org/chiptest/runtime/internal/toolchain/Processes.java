package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Look at processes that a compiler script has started. */
final class Processes {

    private Processes() {}

    /** Say whether the process whose id a script wrote to a file still runs; one that only waits to be reaped does not. */
    static boolean runs(Path pidFile) {
        try {
            String stat = Files.readString(Path.of("/proc", Files.readString(pidFile).strip(), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return !String.valueOf(e.getMessage()).contains("No such process") && rethrow(e);
        }
    }

    private static boolean rethrow(IOException e) {
        throw new java.io.UncheckedIOException(e);
    }
}
