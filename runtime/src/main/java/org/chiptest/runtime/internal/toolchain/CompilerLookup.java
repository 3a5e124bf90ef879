package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.chiptest.runtime.internal.files.FileTree;
import org.chiptest.runtime.toolchain.Sanitizer;

/** Find a compiler on the path and ask who it is. */
final class CompilerLookup {

    /** The first g++ that knows C++23. */
    static final int MINIMUM_MAJOR = 11;

    /** What to do when there is no compiler. */
    static final String FIX = "install g++ " + MINIMUM_MAJOR
            + " or later (Debian, Ubuntu: apt-get install g++; Fedora: dnf install gcc-c++; openSUSE: zypper install gcc-c++)";

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.\\d+(\\.\\d+)?");
    /** What the loader says of each program about an LD_PRELOAD that it ignores; no program's answer. */
    private static final String LOADER_ERROR = "ERROR: ld.so: ";
    private static final List<String> TOOLS = List.of("cc1plus", "as", "ld");

    private final Map<String, String> environment;
    private final CompilerProcess process;
    private final WorkDirectory work;
    private final Map<Path, Compiler> known = new ConcurrentHashMap<>();

    public CompilerLookup(Map<String, String> environment, CompilerProcess process, WorkDirectory work) {
        this.environment = environment;
        this.process = process;
        this.work = work;
    }

    /**
     * Return the first of these compilers that is installed.
     *
     * @throws CompilerNotFoundException if none is, or the first one that is does not answer or is too old
     */
    public Compiler find(List<String> names) {
        for (String name : names) {
            Optional<Path> executable = locate(name);
            if (executable.isPresent()) {
                return known.computeIfAbsent(executable.get(), this::identify);
            }
        }
        throw new CompilerNotFoundException("No C++ compiler: none of " + String.join(", ", names) + " is on the PATH ("
                + path() + "); " + FIX);
    }

    /**
     * Return the run-time library of a sanitizer for what a compiler compiles.
     *
     * @throws SanitizerNotFoundException if the compiler has none
     */
    public Sanitizer.Library library(Sanitizer sanitizer, Compiler compiler) {
        if (compiler.isClang()) {
            throw new SanitizerNotFoundException("The sanitizer '" + sanitizer.id() + "' works with g++ only, and "
                    + compiler.executable() + " is " + compiler.version() + "; name a g++ with "
                    + CompileSettings.KERNEL_COMPILER + " and " + CompileSettings.ORCHESTRATION_COMPILER);
        }
        String name = sanitizer.library() + ".so";
        Path file = Path.of(ask(compiler.executable(), "-print-file-name=" + name));
        if (!file.isAbsolute() || !Files.isRegularFile(file)) { // what it does not know, g++ answers as it was asked
            throw new SanitizerNotFoundException("The C++ compiler " + compiler.executable()
                    + " has no run-time library for the sanitizer '" + sanitizer.id() + "': it does not find " + name
                    + "; " + fix(sanitizer, compiler));
        }
        try {
            return new Sanitizer.Library(sanitizer, file.toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException("reading the name of " + file, e);
        }
    }

    /** Say what to install for a sanitizer. */
    static String fix(Sanitizer sanitizer, Compiler compiler) {
        return "install it (Debian, Ubuntu: apt-get install libgcc-" + compiler.major() + "-dev; Fedora: dnf install "
                + sanitizer.library() + "; openSUSE: zypper install gcc" + compiler.major() + "-c++)";
    }

    private Optional<Path> locate(String name) {
        if (name.contains("/")) {
            return Optional.of(Path.of(name).toAbsolutePath()).filter(CompilerLookup::isProgram);
        }
        for (String folder : path().split(":")) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, name).toAbsolutePath();
            if (isProgram(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private Compiler identify(Path executable) {
        String version = ask(executable, "--version").lines().findFirst().orElse("");
        Matcher number = VERSION.matcher(version.replaceFirst("\\([^)]*\\)", ""));
        int major = number.find() ? Integer.parseInt(number.group(1)) : 0;
        List<String> identity = new ArrayList<>();
        identity.add(version);
        identity.add(ask(executable, "-dumpmachine"));
        identity.add(describe(executable));
        for (String tool : TOOLS) {
            String answer = ask(executable, "-print-prog-name=" + tool);
            identity.add(tool + " " + locate(answer).map(CompilerLookup::describe).orElse(answer));
        }
        Compiler compiler = new Compiler(executable, version, major, identity);
        if (major < MINIMUM_MAJOR && !compiler.isClang()) {
            throw new CompilerNotFoundException(
                    "The C++ compiler " + executable + " is too old for C++23: " + version + "; " + FIX);
        }
        return compiler;
    }

    private String ask(Path executable, String question) {
        try {
            Path folder = work.newDirectory();
            try {
                CompilerProcess.Finish answer = process.run(List.of(executable.toString(), question), folder, DEADLINE,
                        new Cancellation());
                if (answer.succeeded()) {
                    return answer.output().lines().filter(line -> !line.startsWith(LOADER_ERROR))
                            .collect(Collectors.joining("\n")).strip();
                }
                throw new CompilerNotFoundException(
                        "The C++ compiler " + executable + " does not answer " + question + ": "
                                + (answer.finished()
                                        ? "exit code " + answer.exitCode()
                                        : "nothing for " + DEADLINE.toSeconds() + " s")
                                + ", " + answer.output().strip() + "; " + FIX);
            } finally {
                FileTree.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("asking " + executable + " for " + question, e);
        }
    }

    private String path() {
        return environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    /** Size and time tell a rebuilt program from the one before it where the version text does not. */
    private static String describe(Path program) {
        try {
            Path real = program.toRealPath();
            return program + " " + Files.size(real) + " " + Files.getLastModifiedTime(real);
        } catch (IOException e) {
            return program + " unreadable";
        }
    }
}
