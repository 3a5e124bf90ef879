package org.chiptest.runtime.internal.process.launch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Sizes and checksums of files of one folder, kept in a file beside them: against accidents, which a few milliseconds find in tens of
 * megabytes, not against people.
 *
 * @param lines {@code checksum size name}, one for each file
 */
public record Checksums(List<String> lines) {

    private static final int BUFFER = 1 << 20;

    public Checksums {
        lines = List.copyOf(lines);
    }

    /** Read files of a folder. */
    public static Checksums of(Path folder, List<String> names) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            lines.add(line(folder.resolve(name)));
        }
        return new Checksums(lines);
    }

    /** Write this down. */
    public void write(Path file) throws IOException {
        Files.write(file, lines);
    }

    /** Say what is wrong with the files that were written down in one beside them, or with that itself; empty if all is well. */
    public static Optional<String> damage(Path sums) throws IOException {
        try {
            List<String> lines = Files.readAllLines(sums);
            for (String line : lines) {
                String[] words = line.split(" ", 3);
                if (words.length < 3 || !line.equals(line(sums.resolveSibling(words[2])))) {
                    return Optional
                            .of(words.length < 3 ? sums.getFileName() + " is damaged" : words[2] + " is damaged");
                }
            }
            return lines.isEmpty() ? Optional.of(sums.getFileName() + " is empty") : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.of(Path.of(e.getFile()).getFileName() + " is missing");
        } catch (MalformedInputException e) {
            return Optional.of(sums.getFileName() + " is damaged");
        }
    }

    private static String line(Path file) throws IOException {
        CRC32C sum = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        long size = 0;
        try (FileChannel channel = FileChannel.open(file)) {
            while (channel.read(buffer.clear()) >= 0) {
                size += buffer.position();
                sum.update(buffer.flip());
            }
        }
        return "%08x %d %s".formatted(sum.getValue(), size, file.getFileName());
    }
}
