package org.chiptest.runtime.internal.linker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.toolchain.CompileRequest;

/** C++ sources of tests, compiled by g++ into a directory. */
public final class NativeSources {

    private static final List<String> COMMAND = List.of("g++", "-shared", "-fPIC", "-O2", "-g1", "-std=c++17",
            "-fno-gnu-unique", "-Wall", "-Wextra", "-Werror");

    private NativeSources() {}

    /** Load a shim whose library, and so whose state, nobody else has. */
    static Shim shim(Path directory) {
        return Shim.load(compiledShim(directory));
    }

    /** Copy the compiled shim into {@code directory}: another file is another library. */
    public static Path compiledShim(Path directory) {
        try {
            return Files.copy(TestToolchain.shim(), directory.resolve("libshim.so"));
        } catch (IOException e) {
            throw new IllegalStateException("cannot copy the shim", e);
        }
    }

    /** Have the compiler check what {@link #shimSources} has written into {@code directory}; warnings are errors. */
    static void checkShimSources(Path directory) {
        compile(directory, "shim", directory.resolve(CompileRequest.Shim.FOLDER).resolve("shim.cpp"),
                "-fsyntax-only");
    }

    /** Write the sources of the shim into a folder in {@code directory}, named as the toolchain's, and return it. */
    static Path shimSources(Path directory) {
        try {
            Path folder = Files.createDirectories(directory.resolve(CompileRequest.Shim.FOLDER));
            for (String name : new String(shimResource("INDEX"), StandardCharsets.UTF_8).lines().toList()) {
                Files.write(folder.resolve(name), shimResource(name));
            }
            return folder;
        } catch (IOException e) {
            throw new IllegalStateException("cannot copy the sources of the shim", e);
        }
    }

    private static byte[] shimResource(String name) throws IOException {
        try (InputStream resource = Objects
                .requireNonNull(Shim.class.getResourceAsStream("/org/chiptest/shim/" + name), name)) {
            return resource.readAllBytes();
        }
    }

    /** Compile {@code source} into {@code lib<name>.so} in {@code directory}; the options come after our own. */
    public static Path compile(Path directory, String name, String source, String... options) {
        try {
            return compile(directory, name, Files.writeString(directory.resolve(name + ".cpp"), source), options);
        } catch (IOException e) {
            throw new IllegalStateException("cannot write " + name, e);
        }
    }

    private static Path compile(Path directory, String name, Path file, String... options) {
        Path library = directory.resolve("lib" + name + ".so");
        Path log = directory.resolve(name + ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(COMMAND));
            builder.command().addAll(List.of(options));
            builder.command().addAll(List.of(file.toString(), "-o", library.toString()));
            Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
            if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException("g++ failed on " + file + ":\n" + Files.readString(log));
            }
            return library;
        } catch (IOException e) {
            throw new IllegalStateException("cannot run g++ on " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while g++ compiled " + name, e);
        }
    }
}
