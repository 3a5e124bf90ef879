package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Ask {@code nm}, which comes with g++, about the dynamic symbols of a shared object. */
public final class NmSymbols {

    private NmSymbols() {}

    /** Return the names of what it exports. */
    public static List<String> exported(Path library) throws IOException {
        return lines(library, "--defined-only").stream().map(line -> line.split(" +")[2]).toList();
    }

    /** Return the lines of {@code nm -D}. */
    static List<String> lines(Path library, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("nm", "-D"));
        command.addAll(List.of(options));
        command.add(library.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var in = process.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
