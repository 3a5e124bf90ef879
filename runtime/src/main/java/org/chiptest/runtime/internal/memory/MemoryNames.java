package org.chiptest.runtime.internal.memory;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.chiptest.runtime.internal.linker.SanitizerRuntime;
import org.jspecify.annotations.Nullable;

/**
 * What the memory of a device holds, written down for whoever reads a report of AddressSanitizer after the process has ended: the report
 * knows addresses only. Where AddressSanitizer does not run, nothing is written. Used by the device's caller only.
 *
 * <p>A line of the file is an address in hexadecimal digits, a number of bytes, and a name. Later lines win.
 */
public final class MemoryNames implements AutoCloseable {

    private static final String FILE = "memory-names";

    /** Names of a run beyond this are forgotten, the oldest first, so that a run of many tasks does not fill the disk. */
    private static final long MOST_BYTES = 8L << 20;

    private final @Nullable RandomAccessFile file;
    private long kept;

    private MemoryNames(@Nullable RandomAccessFile file) {
        this.file = file;
    }

    /** Write names into a folder, if AddressSanitizer runs in this process. */
    public static MemoryNames in(Path folder) {
        return SanitizerRuntime.isAddressSanitizer() ? writtenTo(folder) : none();
    }

    /** Write no names. */
    public static MemoryNames none() {
        return new MemoryNames(null);
    }

    static MemoryNames writtenTo(Path folder) {
        try {
            return new MemoryNames(new RandomAccessFile(folder.resolve(FILE).toFile(), "rw"));
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException("cannot write the names of memory into " + folder, e);
        }
    }

    /** Tell whether names are written. */
    public boolean areWritten() {
        return file != null;
    }

    /** Forget all names. */
    public void clear() {
        kept = 0;
        cut(0);
    }

    /** Keep all names so far, however many follow. */
    public void keep() {
        if (file != null) {
            try {
                kept = file.getFilePointer();
            } catch (IOException e) {
                throw unwritable(e);
            }
        }
    }

    /** Name a range. */
    public void add(long address, long size, Supplier<String> name) {
        if (file == null) {
            return;
        }
        String line = Long.toHexString(address) + " " + size + " " + name.get().replace('\n', ' ') + "\n";
        try {
            if (file.getFilePointer() - kept > MOST_BYTES) {
                cut(kept);
            }
            file.write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /**
     * Say what an address belongs to, or what it lies next to: {@code 4 bytes behind the end of argument 2}.
     *
     * @param folder where the names were written
     */
    public static Optional<String> describe(Path folder, long address) {
        List<String> lines;
        try {
            lines = Files.readAllLines(folder.resolve(FILE));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the names of memory in " + folder, e);
        }
        Named nearest = null;
        for (String line : lines) {
            Named named = Named.parse(line);
            if (named != null && named.distance(address) <= (nearest == null
                    ? Named.NEIGHBOURHOOD
                    : nearest.distance(address))) {
                nearest = named;
            }
        }
        return Optional.ofNullable(nearest).map(named -> named.describe(address));
    }

    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw unwritable(e);
            }
        }
    }

    private void cut(long length) {
        if (file != null) {
            try {
                file.setLength(length);
                file.seek(length);
            } catch (IOException e) {
                throw unwritable(e);
            }
        }
    }

    private static UncheckedIOException unwritable(IOException e) {
        return new UncheckedIOException("cannot write down the names of memory; is the disk full?", e);
    }

    private record Named(long address, long size, String name) {

        static final long NEIGHBOURHOOD = 1024;

        /** Read a line; null if the process ended while it wrote it. */
        static @Nullable Named parse(String line) {
            String[] words = line.split(" ", 3);
            try {
                return words.length < 3
                        ? null
                        : new Named(Long.parseUnsignedLong(words[0], 16), Long.parseLong(words[1]), words[2]);
            } catch (NumberFormatException e) {
                return null;
            }
        }

        long distance(long place) {
            if (place < address) {
                return address - place;
            }
            return Math.max(0, place - (address + size) + 1);
        }

        String describe(long place) {
            if (place < address) {
                return (address - place) + " bytes before the beginning of " + name;
            }
            return place < address + size
                    ? "offset " + (place - address) + " of " + name
                    : (place - address - size) + " bytes behind the end of " + name;
        }
    }
}
