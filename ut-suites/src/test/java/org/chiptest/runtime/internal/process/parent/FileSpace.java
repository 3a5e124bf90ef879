package org.chiptest.runtime.internal.process.parent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** How many bytes a file takes, not counting its holes. */
public final class FileSpace {

    private FileSpace() {}

    public static long of(Path file) {
        try {
            Process stat = new ProcessBuilder("stat", "-c", "%b %B", file.toString()).start();
            String words = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            String[] blocksAndSize = words.split(" ");
            return Long.parseLong(blocksAndSize[0]) * Long.parseLong(blocksAndSize[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
