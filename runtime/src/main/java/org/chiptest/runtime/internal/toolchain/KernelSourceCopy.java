package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.CompileRequest;

/**
 * Everything of its author's that a kernel is compiled from, and the headers that ship, in a folder of its own: it compiles there
 * without the suite. Files keep their places to each other. All paths are relative to the folder.
 *
 * @param source  the kernel's source
 * @param options options of the compiler, but for those of folders
 * @param search  folders in which headers are looked for, in order
 */
public record KernelSourceCopy(Path source, List<String> options, List<Path> search) {

    private static final Pattern INCLUDE = Pattern.compile("^\\s*#\\s*include\\s*([\"<])([^\">\\n]+)[\">]",
            Pattern.MULTILINE);
    private static final Path HEADERS = Path.of("include");
    private static final Path ARCHITECTURES = HEADERS.resolve("arch");
    private static final String ANY_ARCHITECTURE = "a2a3";

    /** Copy the lists. */
    public KernelSourceCopy {
        options = List.copyOf(options);
        search = List.copyOf(search);
    }

    /**
     * Copy what a kernel is compiled from; the headers that ship are written by {@link #writeHeaders}.
     *
     * @param first folders in which headers are looked for before those that ship
     * @param name  folder of the sources
     */
    public static KernelSourceCopy write(CompileRequest.Kernel kernel, List<Path> first, Path folder, String name)
            throws IOException {
        List<Path> own = absolute(kernel.includeDirectories());
        List<Path> chip = absolute(kernel.target().headers());
        List<Path> before = absolute(first);
        List<Path> folders = Stream.of(before, chip, own).flatMap(List::stream).toList();
        Path source = kernel.source().path().normalize();
        Set<Path> files = included(source, folders);
        Path top = top(files, folders);
        Path copies = Path.of(name);
        for (Path file : files) {
            Path copy = folder.resolve(copies).resolve(top.relativize(file));
            Files.createDirectories(copy.resolveSibling(""));
            Files.write(copy, Files.readAllBytes(file));
        }
        UnaryOperator<Path> moved = path -> copies.resolve(top.relativize(path));
        List<Path> search = new ArrayList<>(before.stream().map(moved).toList());
        search.addAll(shippedSearch(kernel.runtime(),
                chip.isEmpty()
                        ? List.of(ARCHITECTURES.resolve(kernel.architecture()))
                        : chip.stream().map(moved).toList()));
        search.addAll(own.stream().map(moved).toList());
        return new KernelSourceCopy(moved.apply(source), CompilePlanner.kernelOptions(kernel, false), search);
    }

    /**
     * Write the headers that ship.
     *
     * @return the folders that kernels of a runtime search, for whatever architecture
     */
    public static List<Path> writeHeaders(RuntimeKind runtime, Path folder) throws IOException {
        List<Path> search = shippedSearch(runtime, List.of(ARCHITECTURES.resolve(ANY_ARCHITECTURE)));
        for (Map.Entry<String, byte[]> header : ShippedSources.headers(KernelSourceCopy.class::getResourceAsStream)
                .entrySet()) {
            Path file = HEADERS.resolve(header.getKey());
            if (file.startsWith(ARCHITECTURES) || search.stream().anyMatch(file::startsWith)) {
                Files.createDirectories(folder.resolve(file).resolveSibling(""));
                Files.write(folder.resolve(file), header.getValue());
            }
        }
        return search;
    }

    private static List<Path> shippedSearch(RuntimeKind runtime, List<Path> chip) {
        List<Path> search = new ArrayList<>(
                ShippedSources.kernelFolders(runtime).stream().map(HEADERS::resolve).toList());
        search.addAll(search.size() - 1, chip);
        return search;
    }

    private static List<Path> absolute(List<Path> folders) {
        return folders.stream().map(each -> each.toAbsolutePath().normalize()).toList();
    }

    /** Return a source and all that it includes, directly or not, of what can be found in these folders or beside it. */
    private static Set<Path> included(Path source, List<Path> folders) throws IOException {
        Set<Path> found = new LinkedHashSet<>(List.of(source));
        Deque<Path> open = new ArrayDeque<>(found);
        while (!open.isEmpty()) {
            Path file = open.remove();
            Matcher include = INCLUDE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            while (include.find()) {
                boolean quoted = include.group(1).equals("\"");
                find(include.group(2), quoted ? Optional.of(file.resolveSibling("")) : Optional.empty(), folders)
                        .filter(found::add).ifPresent(open::add);
            }
        }
        return found;
    }

    private static Optional<Path> find(String name, Optional<Path> beside, List<Path> folders) {
        return Stream.concat(beside.stream(), folders.stream()).map(each -> each.resolve(name).normalize())
                .filter(Files::isRegularFile).findFirst();
    }

    /** Return the innermost folder that has all of them. */
    private static Path top(Set<Path> files, List<Path> folders) {
        List<Path> all = Stream.concat(files.stream().map(each -> each.resolveSibling("").normalize()),
                folders.stream()).toList();
        return Stream.iterate(all.getFirst(), Objects::nonNull, Path::getParent)
                .filter(top -> all.stream().allMatch(each -> each.startsWith(top))).findFirst().orElseThrow();
    }
}
