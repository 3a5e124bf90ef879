package org.chiptest.runtime.internal.process.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files that a foreign runtime leaves behind outside of its own folder when it dies: they are known by their names and their owner.
 *
 * <p>Another process may have such a file in use, so one that any process has open or mapped stays, and so does what is older than the
 * process that has ended.
 *
 * @param names absolute names with a {@code *} in their last part
 */
public record Litter(List<String> names) {

    private static final Path PROCESSES = Path.of("/proc");

    public Litter {
        names = List.copyOf(names);
    }

    /** Remove what was left since a moment, and return it. */
    public List<Path> removeSince(FileTime start) {
        List<Path> removed = new ArrayList<>();
        for (Path file : left(start)) {
            try {
                if (Files.deleteIfExists(file)) {
                    removed.add(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot remove " + file + ", which a runtime has left behind", e);
            }
        }
        return removed;
    }

    private List<Path> left(FileTime start) {
        List<Path> found = new ArrayList<>();
        names.forEach(name -> find(Path.of(name), start, found));
        if (!found.isEmpty()) {
            found.removeAll(inUse());
        }
        return found;
    }

    private static void find(Path name, FileTime start, List<Path> found) {
        Path folder = name.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, String.valueOf(name.getFileName()))) {
            UserPrincipal user = Files.getOwner(Path.of("/proc/self"));
            for (Path file : files) {
                if (isOurs(file, user, start)) {
                    found.add(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for what a runtime has left behind: " + name, e);
        }
    }

    private static boolean isOurs(Path file, UserPrincipal user, FileTime start) throws IOException {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).equals(user)
                    && Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).compareTo(start) >= 0;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static List<Path> inUse() {
        List<Path> used = new ArrayList<>();
        try (Stream<Path> processes = Files.list(PROCESSES)) {
            processes.filter(process -> process.getFileName().toString().matches("\\d+")).forEach(process -> {
                addOpen(process.resolve("fd"), used);
                addMapped(process.resolve("maps"), used);
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the processes of this machine in " + PROCESSES, e);
        }
        return used;
    }

    private static void addOpen(Path descriptors, List<Path> used) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : all) {
                used.add(Files.readSymbolicLink(descriptor));
            }
        } catch (IOException e) {
            // it has ended, or is somebody else's, who cannot have our files
        }
    }

    private static void addMapped(Path maps, List<Path> used) {
        try (Stream<String> lines = Files.lines(maps)) {
            lines.map(line -> line.indexOf('/') < 0 ? "" : line.substring(line.indexOf('/')))
                    .filter(name -> !name.isEmpty()).distinct().map(Path::of).forEach(used::add);
        } catch (IOException | UncheckedIOException e) {
            // likewise
        }
    }
}
