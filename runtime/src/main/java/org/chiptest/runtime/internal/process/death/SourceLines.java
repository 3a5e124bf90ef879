package org.chiptest.runtime.internal.process.death;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.internal.linker.LibraryLoader;

/**
 * Find the functions and source lines of callables' code, as far as its debug info and the binutils of this machine tell. The
 * process has removed its libraries when it had opened them; their bytes are those of the callables, and their names tell which.
 */
public final class SourceLines {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Pattern FRAME = Pattern.compile("\\[(lib[\\w.-]+\\.so)\\+0x([0-9a-f]+)]");
    private static final Pattern SYMBOL = Pattern.compile("^([0-9a-f]+) T (\\S+)$", Pattern.MULTILINE);

    private final Path folder;
    private final Map<String, MemorySegment> binaries = new HashMap<>();

    /** Look into these callables; files are made in a folder. */
    public SourceLines(Path folder, Collection<ChipCallable> callables) {
        this.folder = folder;
        for (ChipCallable callable : callables) {
            add(callable.orchestration());
            IntStream.range(0, callable.childCount()).forEach(child -> add(callable.child(child).binary()));
        }
    }

    /** Return function and line of the library and offset that a frame of a crash report names. */
    Optional<String> ofFrame(String frame) {
        Matcher found = FRAME.matcher(frame);
        return found.find()
                ? file(found.group(1)).flatMap(file -> at(file, Long.parseUnsignedLong(found.group(2), 16)))
                : Optional.empty();
    }

    /** Return where a function that a binary exports is defined, as file and line. */
    Optional<String> ofFunction(MemorySegment binary, String name) {
        String library = "lib" + LibraryLoader.tag(binary) + ".so";
        return file(library).flatMap(file -> symbol(file, name).flatMap(offset -> at(file, offset)))
                .map(text -> text.substring(text.lastIndexOf(' ') + 1));
    }

    /** Put the bytes of a library into a file of its name, if it is one of the callables'. */
    Optional<Path> file(String library) {
        String tag = library.replaceFirst("\\.so$", "").replaceFirst("^lib(\\d+-)?", "");
        MemorySegment binary = binaries.get(tag);
        if (binary == null) {
            return Optional.empty();
        }
        Path file = folder.resolve(library);
        try {
            if (!Files.exists(file)) {
                Files.write(file, binary.toArray(ValueLayout.JAVA_BYTE));
            }
            return Optional.of(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a library for a report, " + file, e);
        }
    }

    private void add(MemorySegment binary) {
        binaries.put(LibraryLoader.tag(binary), binary);
    }

    private Optional<Long> symbol(Path file, String name) {
        Tool.Result symbols = Tool.run(folder, LIMIT, List.of("nm", "-D", "--defined-only", file.toString()));
        return SYMBOL.matcher(symbols.text()).results().filter(match -> match.group(2).equals(name)).findFirst()
                .map(match -> Long.parseUnsignedLong(match.group(1), 16));
    }

    private Optional<String> at(Path file, long offset) {
        Tool.Result line = Tool.run(folder, LIMIT,
                List.of("addr2line", "-p", "-f", "-C", "-e", file.toString(), "0x" + Long.toHexString(offset)));
        return line.text().lines().findFirst().map(text -> text.replaceFirst(" at (\\./)+", " at "))
                .filter(text -> text.contains(" at ") && !text.contains("??"));
    }
}
