package org.chiptest.runtime.include;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Run g++ and what it has made. */
final class Cxx {

    /** How a process ended, and all that it said. */
    record Outcome(int exitCode, String output) {}

    private Cxx() {}

    /** Run g++ with warnings that shall stay silent. */
    static Outcome compile(List<String> options, Object... more) throws IOException {
        List<String> command = new ArrayList<>(List.of("g++", "-Wall", "-Wextra"));
        command.addAll(options);
        for (Object argument : more) {
            command.add(argument.toString());
        }
        return run(command);
    }

    /** Run a command to its end. */
    static Outcome run(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try (var in = process.getInputStream()) {
            String output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command, e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Compile a program without a warning and return it. */
    static Path program(Path program, List<String> options, Object... more) throws IOException {
        List<String> all = new ArrayList<>(List.of("-O0", "-o", program.toString()));
        all.addAll(options);
        assertThat(compile(all, more)).as("compile of %s", program.getFileName()).isEqualTo(new Outcome(0, ""));
        return program;
    }

    /** Return a file beside these tests. */
    static Path probe(String name) {
        try {
            return Path.of(Objects.requireNonNull(Cxx.class.getResource(name), name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(name, e);
        }
    }
}
